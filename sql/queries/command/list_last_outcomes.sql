-- How the latest run of each named job ended, by one index probe a job.
select wanted.job, latest.outcome, latest.started_at
from unnest(string_to_array(:jobs, ',')) as wanted (job)
cross join lateral (
  select outcome, started_at
  from coditect_ops.runs
  where runs.job = wanted.job
  order by started_at desc
  limit 1
) as latest
