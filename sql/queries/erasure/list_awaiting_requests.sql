-- Requests that are answered here and still wait for other stores: the next so many, locked in the one order.
select r.id from coditect_ops.erasure_requests r
where r.awaits_participants and (cast(:after as uuid) is null or r.id > cast(:after as uuid))
order by r.id
limit :most
for update
