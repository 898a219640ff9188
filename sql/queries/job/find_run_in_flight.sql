-- The run of this job with these parameters that is in flight, and whether its worker has gone silent.
select id, job, key, origin, parameters, as_of, outcome, attempt, fence, worker, changed, problems, retry_at,
  approved_at is not null as approved,
  heartbeat_at < now() - cast(:takeover as interval) as abandoned
from coditect_ops.runs
where job = :job and parameters = cast(:parameters as jsonb) and outcome = 'running'
