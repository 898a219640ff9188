-- Does without the answer of a store, on a person's word; the ids that were kept for it are forgotten.
with locked as (
  select p.deletion, p.participant from coditect_ops.erasure_propagations p
  where p.participant = :participant and not p.settled and p.deletion = any (cast(:deletions as uuid[]))
  order by p.deletion, p.participant
  for update
),
waived as (
  update coditect_ops.erasure_propagations p
  set outcome = 'waived', answered_at = cast(:now as timestamptz), received_at = cast(:now as timestamptz), ground = null, did = null,
    waived_by = :by, waived_as = session_user, waived_reason = :reason
  from locked l
  where p.deletion = l.deletion and p.participant = l.participant
  returning p.deletion, p.participant
),
forgotten as (
  delete from coditect_ops.erasure_propagated_ids i
  using waived w
  where i.deletion = w.deletion and i.participant = w.participant
),
untold as (
  delete from coditect_ops.outbox o
  where o.sequence in (
    select e.sequence
    from coditect_ops.outbox e
      join waived w on e.subject = w.participant and e.data ->> 'deletion' = cast(w.deletion as text)
    where e.type = 'ai.coditect.privacy.erasure.propagated.v1'
    for update of e skip locked)
)
select count(*) from waived
