-- How long the ledger of erasures outside is, as far as it was seen, and since when no run has read it to its end.
select 'ledger_entries' as figure, cast(coalesce(max(sequence), 0) as double precision) as value from coditect_ops.ledger_marks
union all
select 'ledger_verified', extract(epoch from cast(:now as timestamptz) - coalesce(
  -- A purge or a replay begins by reading it, and does nothing where it is not sound.
  (select max(r.finished_at) from coditect_ops.runs r
    where r.job in ('gdpr-purge', 'erasure-replay') and r.outcome in ('done', 'nothing-to-do')),
  (select made_at from coditect_ops.database_identity)))
