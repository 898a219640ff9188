-- Runs whose worker has gone silent, and runs whose next attempt is due; destructive ones only while nothing holds them back.
-- Only of the jobs that are asked for, and of those that cannot run beside each other one, unless another is in flight: the one whose
-- worker has gone silent, because the others wait for it, else the oldest. So nothing that has to wait keeps others from being found;
-- nor does what the caller found that it cannot read.
with due as (
  select r.id, r.job, r.key, r.origin, r.parameters, r.started_at,
    row_number() over (partition by r.job, r.parameters order by r.outcome = 'running' desc, r.started_at) as place
  from coditect_ops.runs r
  where (r.outcome = 'running' and r.heartbeat_at < now() - cast(:takeover as interval) or r.retry_at <= now())
    and r.job = any(cast(:jobs as text[]))
    and not (r.id = any(cast(:unreadable as uuid[])))
    and not (r.destructive and coalesce((select paused from coditect_ops.destruction), true))
    and not exists (
      select from coditect_ops.runs o
      where o.job = r.job and o.parameters = r.parameters and o.outcome = 'running' and o.id <> r.id
        and o.heartbeat_at >= now() - cast(:takeover as interval))
)
select id, job, key, origin, cast(parameters as text) as parameters
from due
where place = 1
order by started_at
limit 100
