-- Says that this worker knows these jobs, right now. Another one that says so in the future only is taken at its word from now on.
with ahead as (
  update coditect_ops.known_jobs set seen_at = now() where worker <> :worker and seen_at > now() + interval '1 minute'
)
insert into coditect_ops.known_jobs (worker, job, schedule, seen_at)
select :worker, given.job, given.schedule, now()
from unnest(cast(:jobs as text[]), cast(:schedules as text[])) as given(job, schedule)
on conflict (worker, job) do update set schedule = excluded.schedule, seen_at = excluded.seen_at
