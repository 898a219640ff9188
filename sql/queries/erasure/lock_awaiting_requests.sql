-- Locks the requests that these deletions answer, in one order, so that of two last answers one sees the other.
select r.id from coditect_ops.erasure_requests r
where r.id in (select v.request_id from coditect_ops.deletions_of_requests v where v.deletion = any (cast(:deletions as uuid[])))
order by r.id
for update
