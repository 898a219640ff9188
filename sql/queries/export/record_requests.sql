-- Records requests for copies, each id once, if their tenant owns whom they name. Who was erased before is answered at once, and told.
with asked as (
  select * from unnest(cast(:requests as uuid[]), cast(:organizations as uuid[]), cast(:users as uuid[]), cast(:requested_at as timestamptz[]),
      cast(:profiles as text[]), cast(:recipients as text[]))
    with ordinality as a (id, organization_id, user_id, requested_at, profile, recipient, number)
),
-- An organization stands in the ledger as a subject of its own.
erased as (
  select distinct on (h.number) h.number, e.deletion, e.erased_at
  from unnest(cast(:hashed as bigint[]), cast(:hashes as text[])) as h (number, hash)
    join coditect_ops.erasures e on e.subject_hash = decode(h.hash, 'hex')
  order by h.number, e.erased_at desc
),
-- Whoever is deleted and still there may have a copy, and so may an organization.
valid as (
  select distinct on (a.id) a.id, a.organization_id, a.user_id, a.requested_at, a.profile, a.recipient,
    ((a.requested_at at time zone coalesce(o.time_zone, 'UTC')) + interval '1 month') at time zone coalesce(o.time_zone, 'UTC') as due_at,
    e.deletion, e.erased_at
  from asked a
    left join coditect_shared.organizations o on o.id = a.organization_id
    left join coditect_shared.users u on u.id = a.user_id and u.organization_id = a.organization_id
    left join erased e on e.number = a.number and case when a.user_id is null then o.id is null else u.id is null end
  where u.id is not null or a.user_id is null and o.id is not null or e.deletion is not null
  -- Of one request that is asked twice, the time that began first counts.
  order by a.id, a.requested_at, a.number
),
recorded as (
  insert into coditect_ops.export_requests
    (id, organization_id, user_id, whole_organization, profile, recipient, requested_at, recorded_by, due_at, state, reason, deletion,
      finished_at, announced)
  select id, organization_id, case when deletion is null then user_id end, user_id is null, profile, case when deletion is null then recipient end,
    requested_at, cast(:recorded_by as text), due_at,
    case when deletion is null then 'requested' else 'failed' end, case when deletion is not null then 'erased' end, deletion,
    case when deletion is not null then now() end, deletion is not null
  from valid
  on conflict (id) do nothing
  returning id, organization_id, requested_at, due_at, state, deletion, finished_at
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, data)
select 'export-failed-' || r.id, 'ai.coditect.privacy.export.failed.v1', cast(r.organization_id as text), r.finished_at,
  jsonb_build_object('requestId', r.id, 'organizationId', r.organization_id, 'reason', 'erased', 'deletion', r.deletion,
    'erasedAt', to_char(v.erased_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'requestedAt', to_char(r.requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(r.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'failedAt', to_char(r.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
from recorded r
  join valid v on v.id = r.id
where r.state = 'failed'
