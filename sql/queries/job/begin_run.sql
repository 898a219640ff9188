-- Begins a run unless its key is known or the same job with the same parameters is in flight; answers nothing then.
insert into coditect_ops.runs (job, key, origin, parameters, as_of, worker, started_by, destructive)
values (:job, :key, :origin, cast(:parameters as jsonb), :asOf, :worker, :startedBy, :destructive)
on conflict do nothing
returning id, fence, attempt, as_of, false as approved
