-- Refuses for now the requests to erase an organization of which something is held, once for each hold, and tells it.
with refused as (
  update coditect_ops.erasure_requests r
  set state = 'refused', ground = :ground, hold_id = cast(:hold as uuid)
  where r.organization_id = :organization and r.whole_organization
    and (r.state = 'waiting' or r.state = 'refused' and (r.ground, r.hold_id) is distinct from (:ground, cast(:hold as uuid)))
  returning r.id, r.organization_id, r.requested_at, coalesce(r.extended_until, r.due_at) as due_at, r.ground, r.hold_id
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
select 'erasure-refused-' || id || '-' || coalesce(cast(hold_id as text), ground), 'ai.coditect.privacy.erasure.refused.v1',
  cast(organization_id as text), now(), :run_id,
  jsonb_strip_nulls(jsonb_build_object('requestId', id, 'organizationId', organization_id, 'ground', ground, 'holdId', hold_id,
    'requestedAt', to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'refusedAt', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
from refused
