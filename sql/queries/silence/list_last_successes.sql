-- When each success that is waited for last came, since when it is waited for, and how its latest run ended.
-- A label is a job, or job/schedule; parameters are null where any run of the job counts.
select wanted.label, success.finished_at as last_success, known.known_since, latest.outcome, latest.started_at
from unnest(cast(:labels as text[]), cast(:parameters as text[])) as wanted (label, parameters)
left join lateral (
  select r.finished_at
  from coditect_ops.runs r
  where r.job = split_part(wanted.label, '/', 1) and r.outcome in ('done', 'nothing-to-do')
    and (wanted.parameters is null or r.parameters = cast(wanted.parameters as jsonb))
  order by r.started_at desc
  limit 1
) success on true
left join lateral (
  select r.outcome, r.started_at
  from coditect_ops.runs r
  where r.job = split_part(wanted.label, '/', 1)
    and (wanted.parameters is null or r.parameters = cast(wanted.parameters as jsonb))
  order by r.started_at desc
  limit 1
) latest on true
left join coditect_ops.expected_successes known on known.label = wanted.label
