-- Takes a run that ended early, was approved, or whose worker has gone silent, under a higher fence; answers nothing when another was first.
-- The row lock waits for a bite of the old worker that is about to commit.
with held as (
  select id from coditect_ops.runs where id = :id and fence = :fence for update
)
update coditect_ops.runs r
set outcome = 'running', fence = r.fence + 1, attempt = r.attempt + case r.outcome when 'failed' then 1 else 0 end,
  worker = :worker, heartbeat_at = now(), finished_at = null, retry_at = null, problems = '[]', destructive = :destructive
from held
where r.id = held.id
  and (r.outcome in ('failed', 'interrupted', 'refused')
    or r.outcome = 'parked' and r.approved_at is not null
    or r.outcome = 'running' and r.heartbeat_at < now() - cast(:takeover as interval))
returning r.id, r.fence, r.attempt, r.as_of, r.approved_at is not null as approved
