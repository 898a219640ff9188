-- Runs that are due or were left by their worker for longer than a scan takes, runs that are due only in days, and runs that wait for a
-- person; by job and outcome.
-- Those that destruction's switch holds back are not among them. A run whose worker is silent may be taken over, and a scan looks for
-- it every few seconds: ten later it should have been, and where that is less than for others, as they.
select r.job, r.outcome, r.outcome = 'parked' and r.approved_at is null as for_approval, count(*) as runs, min(r.key) as example,
  min(cast(r.id as text)) as id,
  min(case
    when r.outcome = 'parked' and r.approved_at is null or r.retry_at > now() then r.finished_at
    else coalesce(r.retry_at, r.heartbeat_at) end) as since,
  exists (select from coditect_ops.known_jobs k where k.job = r.job and k.seen_at > now() - interval '2 minutes') as known
from coditect_ops.runs r
where (r.outcome = 'running' and r.heartbeat_at < now() - greatest(cast(:takeover as interval) + interval '10 seconds', cast(:overdue as interval))
    or r.retry_at < now() - cast(:overdue as interval) or r.retry_at > now() + interval '1 day'
    or r.outcome = 'parked' and r.approved_at is null and r.finished_at < now() - cast(:overdue as interval))
  and (r.outcome = 'parked' and r.approved_at is null
    or not (r.destructive and coalesce((select paused from coditect_ops.destruction), true)))
  and not exists (
    select from coditect_ops.runs o
    where o.job = r.job and o.parameters = r.parameters and o.outcome = 'running' and o.id <> r.id
      and o.heartbeat_at >= now() - cast(:takeover as interval))
group by r.job, r.outcome, 3
order by r.job, r.outcome
