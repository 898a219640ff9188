-- Requests for copies whose next attempt has come and for which no run has begun, the longest due first. The instant tells one attempt
-- of a request from the next.
with due as (
  select r.retry_at, 'retry-' || r.id || '-' || cast(extract(epoch from r.retry_at) * 1000000 as bigint) as key
  from coditect_ops.export_requests r
  where r.state = 'requested' and r.retry_at <= now()
)
select d.key, d.retry_at from due d
where not exists (select from coditect_ops.runs r where r.job = :job and r.key = d.key)
order by d.retry_at, d.key
limit 20
