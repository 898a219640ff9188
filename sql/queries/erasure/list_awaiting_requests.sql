-- Requests that are answered here and still wait for other stores.
select r.id from coditect_ops.erasure_requests r where r.awaits_participants order by r.id
