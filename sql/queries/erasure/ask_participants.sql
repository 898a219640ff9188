-- Asks other stores to forget whom deletions took: one question a deletion and store, with its ids, told in the same transaction.
with asked as (
  insert into coditect_ops.erasure_propagations (deletion, participant, asked_at, deadline)
  select d.deletion, p.name, cast(:now as timestamptz), p.deadline
  from (select distinct s.deletion from unnest(cast(:deletions as uuid[])) as s (deletion)) d
    cross join unnest(cast(:participants as text[]), cast(:deadlines as timestamptz[])) as p (name, deadline)
  on conflict (deletion, participant) do nothing
  returning deletion, participant, asked_at, deadline
),
subjects as (
  select distinct s.deletion, s.organization_id, s.user_id
  from unnest(cast(:deletions as uuid[]), cast(:organizations as uuid[]), cast(:users as uuid[])) as s (deletion, organization_id, user_id)
),
kept as (
  insert into coditect_ops.erasure_propagated_ids (deletion, participant, organization_id, user_id)
  select a.deletion, a.participant, s.organization_id, s.user_id
  from asked a join subjects s on s.deletion = a.deletion
)
insert into coditect_ops.outbox (event_id, type, ordering_key, subject, occurred_at, run_id, data)
select 'erasure-propagated-' || a.deletion || '-' || a.participant, 'ai.coditect.privacy.erasure.propagated.v1', '', a.participant, a.asked_at,
  cast(:run_id as uuid),
  jsonb_build_object('deletion', a.deletion, 'participant', a.participant, 'again', false,
    'askedAt', to_char(a.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'deadline', to_char(a.deadline at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'subjects', (
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('organizationId', s.organization_id, 'userId', s.user_id))
        order by s.organization_id, s.user_id)
      from subjects s where s.deletion = a.deletion))
from asked a
order by a.deletion, a.participant
