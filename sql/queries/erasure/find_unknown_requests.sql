-- Which of these requests nobody here has heard of.
select q.id from unnest(cast(:requests as uuid[])) as q (id)
where not exists (select from coditect_ops.erasure_requests r where r.id = q.id)
