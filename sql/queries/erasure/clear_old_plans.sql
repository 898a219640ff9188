-- Removes what earlier runs of this job planned or left, unless they may still go on.
with over as (
  select r.id from coditect_ops.runs r
  where r.job = :job and r.id <> :run_id and r.outcome in ('done', 'nothing-to-do', 'refused')
),
pages as (
  delete from coditect_ops.erasure_plan p using over o where p.run_id = o.id
)
delete from coditect_ops.erasure_left l using over o where l.run_id = o.id
