-- Removes what earlier runs of this job planned, unless they may still go on, and whom they left where this run looks again.
with over as (
  select r.id from coditect_ops.runs r
  where r.job = :job and r.id <> :run_id
    and (r.outcome in ('done', 'nothing-to-do', 'refused') or r.outcome = 'failed' and r.retry_at is null)
),
pages as (
  delete from coditect_ops.erasure_plan p using coditect_ops.runs r
  where r.id = p.run_id and r.job = :job and r.id <> :run_id and r.outcome in ('done', 'nothing-to-do', 'refused')
),
reach as (
  select cast(r.parameters ->> 'organization' as uuid) as organization from coditect_ops.runs r where r.id = :run_id
)
delete from coditect_ops.erasure_left l using over o, reach
where l.run_id = o.id and (reach.organization is null or l.organization_id = reach.organization)
