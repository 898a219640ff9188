-- Answers requests by the deletions that answered them before the restore. The event goes out again with the id it had, so whoever
-- has it drops it; a request that this replay completed is told already.
with answer as (
  select distinct on (e.request_id) e.request_id, e.deletion, e.erased_at
  from coditect_ops.erasures e
    join coditect_ops.erasure_replay p on p.deletion = e.deletion and p.run_id = :run_id
  where e.request_id is not null
  order by e.request_id, e.erased_at
),
corrected as (
  update coditect_ops.erasure_requests r
  set deletion = a.deletion, finished_at = a.erased_at
  from answer a
  where r.id = a.request_id and r.state = 'completed' and r.deletion is distinct from a.deletion
),
answered as (
  update coditect_ops.erasure_requests r
  set state = 'completed', ground = 'erased', hold_id = null, deletion = a.deletion, finished_at = a.erased_at, user_id = null
  from answer a
  where r.id = a.request_id and r.state <> 'completed'
  returning r.id, r.organization_id, r.requested_at, coalesce(r.extended_until, r.due_at) as due_at, r.finished_at, r.deletion
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
select 'erasure-completed-' || id, 'ai.coditect.privacy.erasure.completed.v1', cast(organization_id as text), finished_at, :run_id,
  jsonb_build_object('requestId', id, 'organizationId', organization_id, 'result', 'erased', 'deletion', cast(deletion as text),
    'requestedAt', to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'completedAt', to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
from answered
