-- The jobs that other workers know now, with their schedules.
select distinct job, schedule
from coditect_ops.known_jobs
where worker <> :worker and seen_at > now() - cast(:silent as interval)
