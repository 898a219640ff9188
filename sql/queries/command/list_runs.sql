-- The latest runs, of one job or of all, with how long each took or has been at it.
select
  id,
  job,
  key,
  origin,
  started_by,
  approved_by,
  approved_at,
  as_of,
  outcome,
  attempt,
  started_at,
  finished_at,
  retry_at,
  cast(extract(epoch from case when outcome = 'running' then now() - started_at else took end) * 1000 as bigint) as took_millis,
  progress,
  cast(changed as text) as changed,
  cast(problems as text) as problems
from coditect_ops.runs
where cast(:job as text) is null or job = :job
order by started_at desc, id
limit :limit
