-- Completes these requests, about people and organizations who are not there any more, by whatever way they went, and tells it.
with absent as (
  select r.id,
    case when exists (select from coditect_ops.erasures e where e.request_id = r.id) then 'erased' else 'already-absent' end as result
  from coditect_ops.erasure_requests r
  where r.state <> 'completed' and r.id = any (cast(:requests as uuid[]))
),
answered as (
  update coditect_ops.erasure_requests r
  set state = 'completed', ground = a.result, hold_id = null, finished_at = now(), user_id = null
  from absent a
  where r.id = a.id and r.state <> 'completed'
  returning r.id, r.organization_id, r.requested_at, coalesce(r.extended_until, r.due_at) as due_at, r.finished_at, a.result
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
select 'erasure-completed-' || id, 'ai.coditect.privacy.erasure.completed.v1', cast(organization_id as text), finished_at, :run_id,
  jsonb_build_object('requestId', id, 'organizationId', organization_id, 'result', result,
    'requestedAt', to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'completedAt', to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
from answered
