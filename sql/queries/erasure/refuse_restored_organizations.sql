-- Refuses some requests to erase organizations that live again, once each, and tells it. Deleted again, they go.
with restored as (
  select r.id
  from coditect_ops.erasure_requests r
    join coditect_shared.organizations o on o.id = r.organization_id
  where r.whole_organization and o.deleted_at is null
    and (r.state = 'waiting' or r.state = 'refused' and r.ground is distinct from 'organization-restored')
  limit :most
),
refused as (
  update coditect_ops.erasure_requests r
  set state = 'refused', ground = 'organization-restored', hold_id = null
  from restored
  where r.id = restored.id and r.state <> 'completed'
  returning r.id, r.organization_id, r.requested_at, coalesce(r.extended_until, r.due_at) as due_at, r.ground
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
select 'erasure-refused-' || id || '-' || ground, 'ai.coditect.privacy.erasure.refused.v1',
  cast(organization_id as text), now(), :run_id,
  jsonb_build_object('requestId', id, 'organizationId', organization_id, 'ground', ground,
    'requestedAt', to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'refusedAt', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
from refused
