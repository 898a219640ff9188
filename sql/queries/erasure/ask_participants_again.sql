-- Asks stores again that have not said that they are done, with the ids that are still kept for them. Each time the event is a new
-- one, lest a store drops it as a double of one from before a restore.
with locked as (
  select p.deletion, p.participant from coditect_ops.erasure_propagations p
  where not p.settled
    and p.participant = any (cast(:participants as text[]))
    and (cast(:deletion as uuid) is null or p.deletion = cast(:deletion as uuid))
  order by p.deletion, p.participant
  for update
),
again as (
  update coditect_ops.erasure_propagations p
  set times_asked = p.times_asked + 1
  from locked l
  where p.deletion = l.deletion and p.participant = l.participant
  returning p.deletion, p.participant, p.deadline
),
told as (
  insert into coditect_ops.outbox (event_id, type, ordering_key, subject, occurred_at, run_id, data)
  select 'erasure-propagated-' || a.deletion || '-' || a.participant || '-' || cast(:asking as text),
    'ai.coditect.privacy.erasure.propagated.v1', '', a.participant, cast(:now as timestamptz), cast(:run_id as uuid),
    jsonb_build_object('deletion', a.deletion, 'participant', a.participant, 'again', true,
      'askedAt', to_char(cast(:now as timestamptz) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'deadline', to_char(a.deadline at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'subjects', coalesce((
        select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('organizationId', s.organization_id, 'userId', s.user_id))
          order by s.organization_id, s.user_id)
        from coditect_ops.erasure_propagated_ids s
        where s.deletion = a.deletion and s.participant = a.participant), cast('[]' as jsonb)))
  from again a
  order by a.deletion, a.participant
)
select count(*) from again
