-- When each success that is waited for last came, since when it is waited for, how its latest run ended, what the latest that ended took and changed, and how many failed since.
-- A label is a job, or job/schedule; parameters are null where any run of the job counts.
select wanted.label, success.finished_at as last_success, known.known_since, latest.outcome, latest.started_at,
  -- What is running now is seen now.
  case when latest.outcome = 'running' then greatest(latest.started_at, now()) else latest.started_at end as last_seen,
  cast(extract(epoch from ended.took) * 1000 as bigint) as took_millis,
  (select coalesce(sum(cast(change.value as numeric)), 0) from jsonb_each_text(ended.changed) change) as rows_changed,
  ended.took is not null as has_ended,
  (select count(*) from (
    select from coditect_ops.runs r
    where r.job = split_part(wanted.label, '/', 1) and r.outcome in ('failed', 'refused')
      and r.started_at > coalesce(success.started_at, '-infinity')
      and (wanted.parameters is null or r.parameters = cast(wanted.parameters as jsonb))
    limit 1000) failed) as failures
from unnest(cast(:labels as text[]), cast(:parameters as text[])) as wanted (label, parameters)
left join lateral (
  select r.started_at, r.finished_at
  from coditect_ops.runs r
  where r.job = split_part(wanted.label, '/', 1) and r.outcome in ('done', 'nothing-to-do')
    and (wanted.parameters is null or r.parameters = cast(wanted.parameters as jsonb))
  order by r.started_at desc
  limit 1
) success on true
left join lateral (
  select r.started_at, r.outcome
  from coditect_ops.runs r
  where r.job = split_part(wanted.label, '/', 1)
    and (wanted.parameters is null or r.parameters = cast(wanted.parameters as jsonb))
  order by r.started_at desc
  limit 1
) latest on true
left join lateral (
  select r.took, r.changed
  from coditect_ops.runs r
  where r.job = split_part(wanted.label, '/', 1) and r.outcome <> 'running' and r.took is not null
    and (wanted.parameters is null or r.parameters = cast(wanted.parameters as jsonb))
  order by r.started_at desc
  limit 1
) ended on true
left join coditect_ops.expected_successes known on known.label = wanted.label
