-- Completes the requests of people who are being erased, and tells it.
with answered as (
  update coditect_ops.erasure_requests
  set state = 'completed', ground = 'erased', hold_id = null, deletion = cast(:deletion as uuid), finished_at = now(), user_id = null
  where user_id = any (cast(:ids as uuid[])) and state <> 'completed'
  returning id, organization_id, requested_at, coalesce(extended_until, due_at) as due_at, finished_at
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
select 'erasure-completed-' || id, 'ai.coditect.privacy.erasure.completed.v1', cast(organization_id as text), finished_at, :run_id,
  jsonb_build_object('requestId', id, 'organizationId', organization_id, 'result', 'erased', 'deletion', cast(:deletion as text),
    'requestedAt', to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'completedAt', to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
from answered
