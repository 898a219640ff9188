-- A request and where it stands.
select id, organization_id, whole_organization, requested_at, due_at, extended_until, extension_reason,
  case when awaits_participants then 'partly' else state end as state, ground, deletion, finished_at, fulfilled_at,
  extract(day from coalesce(extended_until, due_at) - cast(:now as timestamptz)) as days_left
from coditect_ops.erasure_requests
where id = :request
