-- Makes a package ready, answers with it every open request for the same, and tells so.
with ready as (
  update coditect_ops.export_packages
  set state = 'ready', location = :location, data_at = :data_at, bytes = :bytes, sha256 = :sha256, rows = :rows, expires_at = :expires_at, finished_at = now()
  where id = cast(:package_id as uuid) and state = 'writing'
  returning id, location, data_at, bytes, sha256, expires_at
),
wanted as (
  select distinct organization_id, user_id, profile, recipient
  from coditect_ops.export_requests
  where package_id = cast(:package_id as uuid) and state = 'running'
),
answered as (
  update coditect_ops.export_requests r
  set state = 'ready', package_id = p.id, reason = null, retry_at = null, finished_at = now(), announced = true
  from ready p, wanted w
  where (r.state = 'running' and r.package_id = p.id or r.state = 'requested')
    and r.organization_id = w.organization_id and r.user_id is not distinct from w.user_id
    and r.profile = w.profile and r.recipient is not distinct from w.recipient
  returning r.id, r.organization_id, r.profile, r.requested_at, r.due_at, r.finished_at
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
select 'export-completed-' || a.id || '-' || p.id, 'ai.coditect.privacy.export.completed.v1', cast(a.organization_id as text), a.finished_at, cast(:run_id as uuid),
  jsonb_build_object('requestId', a.id, 'organizationId', a.organization_id, 'profile', a.profile,
    'location', p.location, 'bytes', p.bytes, 'sha256', p.sha256, 'encrypted', p.location like '%.age',
    'dataAt', to_char(p.data_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'expiresAt', to_char(p.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'requestedAt', to_char(a.requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(a.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'completedAt', to_char(a.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
from answered a, ready p
