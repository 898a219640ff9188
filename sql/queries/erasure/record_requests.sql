-- Records requests for erasure, each id once, if their tenant owns whom they name. Who was erased before is answered at once, and told;
-- the other stores are asked about them once more, by the request's own id.
with asked as (
  select * from unnest(cast(:requests as uuid[]), cast(:organizations as uuid[]), cast(:users as uuid[]), cast(:requested_at as timestamptz[]))
    with ordinality as a (id, organization_id, user_id, requested_at, number)
),
-- An organization stands in the ledger as a subject of its own.
erased as (
  select distinct on (h.number) h.number, e.deletion
  from unnest(cast(:hashed as bigint[]), cast(:hashes as text[])) as h (number, hash)
    join coditect_ops.erasures e on e.subject_hash = decode(h.hash, 'hex')
  order by h.number, e.erased_at desc
),
valid as (
  select distinct on (a.id) a.id, a.organization_id, a.user_id, a.requested_at,
    ((a.requested_at at time zone coalesce(o.time_zone, 'UTC')) + interval '1 month') at time zone coalesce(o.time_zone, 'UTC') as due_at,
    e.deletion
  from asked a
    left join coditect_shared.organizations o on o.id = a.organization_id
    left join coditect_shared.users u on u.id = a.user_id and u.organization_id = a.organization_id
    left join erased e on e.number = a.number and case when a.user_id is null then o.id is null else u.id is null end
  where u.id is not null or a.user_id is null and o.deleted_at is not null or e.deletion is not null
  -- Of one request that is asked twice, the time that began first counts.
  order by a.id, a.requested_at, a.number
),
recorded as (
  insert into coditect_ops.erasure_requests
    (id, organization_id, user_id, whole_organization, requested_at, recorded_by, due_at, state, ground, deletion, finished_at,
     awaits_participants)
  select id, organization_id, case when deletion is null then user_id end, user_id is null, requested_at, cast(:recorded_by as text), due_at,
    case when deletion is null then 'waiting' else 'completed' end, case when deletion is not null then 'already-erased' end,
    deletion, case when deletion is not null then now() end,
    deletion is not null and (cardinality(cast(:participants as text[])) > 0
      or exists (select from coditect_ops.erasure_propagations p where p.deletion = valid.deletion and not p.settled))
  from valid
  on conflict (id) do nothing
  returning id, organization_id, requested_at, due_at, state, deletion, finished_at
),
asked_again as (
  insert into coditect_ops.erasure_propagations (deletion, participant, asked_at, deadline)
  select r.id, p.name, cast(:now as timestamptz), p.deadline
  from recorded r
    cross join unnest(cast(:participants as text[]), cast(:deadlines as timestamptz[])) as p (name, deadline)
  where r.state = 'completed'
  returning deletion, participant, asked_at, deadline
),
kept as (
  insert into coditect_ops.erasure_propagated_ids (deletion, participant, organization_id, user_id)
  select a.deletion, a.participant, v.organization_id, v.user_id
  from asked_again a join valid v on v.id = a.deletion
),
told as (
  insert into coditect_ops.outbox (event_id, type, ordering_key, subject, occurred_at, data)
  select 'erasure-propagated-' || a.deletion || '-' || a.participant, 'ai.coditect.privacy.erasure.propagated.v1', '', a.participant, a.asked_at,
    jsonb_build_object('deletion', a.deletion, 'participant', a.participant, 'again', false,
      'askedAt', to_char(a.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'deadline', to_char(a.deadline at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'subjects', jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('organizationId', v.organization_id, 'userId', v.user_id))))
  from asked_again a join valid v on v.id = a.deletion
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, data)
select 'erasure-completed-' || id, 'ai.coditect.privacy.erasure.completed.v1', cast(organization_id as text), finished_at,
  jsonb_build_object('requestId', id, 'organizationId', organization_id, 'result', 'already-erased', 'deletion', deletion,
    'requestedAt', to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'completedAt', to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
from recorded
where state = 'completed'
