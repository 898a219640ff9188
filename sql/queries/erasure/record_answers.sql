-- Writes answers of stores down; of whom a store is done with, the ids that were kept for it are forgotten, also where an event that
-- asks it again still waits to go out.
with answers as (
  select * from unnest(cast(:deletions as uuid[]), cast(:participants as text[]), cast(:outcomes as text[]), cast(:answered_at as timestamptz[]),
    cast(:grounds as text[]), cast(:did as text[])) as a (deletion, participant, outcome, answered_at, ground, did)
),
written as (
  update coditect_ops.erasure_propagations p
  set outcome = a.outcome, answered_at = a.answered_at, received_at = cast(:now as timestamptz), ground = a.ground, did = cast(a.did as jsonb)
  from answers a
  where p.deletion = a.deletion and p.participant = a.participant
  returning p.deletion, p.participant, p.settled
),
forgotten as (
  delete from coditect_ops.erasure_propagated_ids i
  using written w
  where w.settled and i.deletion = w.deletion and i.participant = w.participant
)
delete from coditect_ops.outbox o
where o.sequence in (
  select e.sequence
  from coditect_ops.outbox e
    join written w on w.settled and e.subject = w.participant and e.data ->> 'deletion' = cast(w.deletion as text)
  where e.type = 'ai.coditect.privacy.erasure.propagated.v1'
  for update of e skip locked)
