-- Begins a run unless its key is known, the same job with the same parameters is in flight, or, of a slot that keeps the order of its
-- schedule, a newer one has begun; answers nothing then. The keys of two slots differ in their instants, which sort as texts do.
insert into coditect_ops.runs (job, key, origin, parameters, as_of, worker, started_by, destructive)
select :job, :key, :origin, cast(:parameters as jsonb), cast(:asOf as timestamptz), :worker, :startedBy, cast(:destructive as boolean)
where not exists (
  select from coditect_ops.runs newer
  where newer.job = :job and newer.started_at > cast(:slot as timestamptz) - interval '1 hour'
    and starts_with(newer.key, cast(:schedule as text) || '@') and newer.key collate "C" > :key)
on conflict do nothing
returning id, fence, attempt, as_of, false as approved
