-- Completes, as a whole, requests that are answered here and of which every store has answered, and tells it. Their rows are locked.
with whole as (
  select r.id from coditect_ops.erasure_requests r
  where r.awaits_participants and r.id = any (cast(:requests as uuid[]))
    and not exists (
      select from coditect_ops.deletions_of_requests v
        join coditect_ops.erasure_propagations p on p.deletion = v.deletion and not p.settled
      where v.request_id = r.id)
),
fulfilled as (
  update coditect_ops.erasure_requests r
  set awaits_participants = false, fulfilled_at = cast(:now as timestamptz)
  from whole w
  -- Said again, for whoever had to wait for another who did the same.
  where r.id = w.id and r.awaits_participants
  returning r.id, r.organization_id, r.requested_at, coalesce(r.extended_until, r.due_at) as due_at, r.finished_at, r.fulfilled_at
)
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, data)
select 'erasure-fulfilled-' || f.id, 'ai.coditect.privacy.erasure.fulfilled.v1', cast(f.organization_id as text), f.fulfilled_at,
  jsonb_build_object('requestId', f.id, 'organizationId', f.organization_id,
    'requestedAt', to_char(f.requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'dueAt', to_char(f.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'completedAt', to_char(f.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'fulfilledAt', to_char(f.fulfilled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'participants', coalesce((
      select jsonb_agg(a.answer order by a.participant, a.deletion)
      from (
        select distinct p.participant, p.deletion, jsonb_build_object('participant', p.participant, 'outcome', p.outcome,
          'answeredAt', to_char(p.answered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) as answer
        from coditect_ops.deletions_of_requests v
          join coditect_ops.erasure_propagations p on p.deletion = v.deletion
        where v.request_id = f.id) a), cast('[]' as jsonb)))
from fulfilled f
