-- The run of this job and key, and whether its worker has gone silent.
select id, job, key, origin, parameters, as_of, outcome, attempt, fence, worker, changed, problems, retry_at,
  approved_at is not null as approved,
  outcome = 'running' and heartbeat_at < now() - cast(:takeover as interval) as abandoned
from coditect_ops.runs
where job = :job and key = :key
