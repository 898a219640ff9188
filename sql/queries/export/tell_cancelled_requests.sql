-- Tells that requests were cancelled by an erasure.
with told as (
  update coditect_ops.export_requests set announced = true
  where id in (select id from coditect_ops.export_requests where state = 'cancelled' and not announced order by id limit :most for update skip locked)
  returning id, organization_id, deletion, requested_at, due_at, finished_at
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
select 'export-failed-' || id || '-cancelled', 'ai.coditect.privacy.export.failed.v1', cast(organization_id as text), finished_at, cast(:run_id as uuid),
  jsonb_strip_nulls(jsonb_build_object('requestId', id, 'organizationId', organization_id, 'reason', 'cancelled',
    'deletion', deletion,
    'requestedAt', to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'failedAt', to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
from told
