-- Ends requests whose every attempt was lost with its worker, and tells so.
with ended as (
  update coditect_ops.export_requests r
  set state = 'failed', reason = 'given-up: each worker that wrote it was lost', finished_at = now(), announced = true
  where r.state in ('requested', 'running') and r.attempts >= :attempts
    and (r.state = 'requested' or not exists (
      select from coditect_ops.runs u
      where u.id = r.run_id and u.outcome = 'running' and u.heartbeat_at > now() - cast(:takeover as interval)))
  returning id, organization_id, package_id, requested_at, due_at, finished_at
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
select 'export-failed-' || id || '-' || package_id, 'ai.coditect.privacy.export.failed.v1', cast(organization_id as text), finished_at, cast(:run_id as uuid),
  jsonb_build_object('requestId', id, 'organizationId', organization_id, 'reason', 'given-up',
    'requestedAt', to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'failedAt', to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
from ended
