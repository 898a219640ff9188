-- Runs whose worker has gone silent, and runs whose next attempt is due; destructive ones only while nothing holds them back.
select job, key, origin, parameters
from coditect_ops.runs
where (outcome = 'running' and heartbeat_at < now() - cast(:takeover as interval) or retry_at <= now())
  and not (destructive and coalesce((select paused from coditect_ops.destruction), true))
order by started_at
limit 100
