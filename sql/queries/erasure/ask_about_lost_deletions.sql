-- Puts a question on record about each deletion that a restore lost and a replay took over, where somebody of it was not there to be
-- erased again: nobody knows their ids any more, so the store is asked by the deletion alone.
insert into coditect_ops.erasure_propagations (deletion, participant, asked_at, deadline, times_asked)
select d.deletion, p.name, cast(:now as timestamptz), p.deadline, 0
from (
    select r.deletion from coditect_ops.erasure_replay r
      join coditect_ops.erasure_deletions e on e.deletion = r.deletion and e.run_id is null
    where r.run_id = :run_id and (r.whole_organization or r.counts -> cast(:people as text) is not null)
    group by r.deletion
    having bool_or(r.found = 'absent')
  ) d
  cross join unnest(cast(:participants as text[]), cast(:deadlines as timestamptz[])) as p (name, deadline)
on conflict (deletion, participant) do nothing
