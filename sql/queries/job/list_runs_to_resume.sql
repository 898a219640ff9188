-- Runs whose worker has gone silent, and runs whose next attempt is due.
select job, key, origin, parameters
from coditect_ops.runs
where outcome = 'running' and heartbeat_at < now() - cast(:takeover as interval)
  or retry_at <= now()
order by started_at
limit 100
