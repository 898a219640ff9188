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
  select cast(r.parameters ->> 'organization' as uuid) as organization, coalesce(cast(r.parameters ->> 'requested-only' as boolean), false) as requested_only
  from coditect_ops.runs r where r.id = :run_id
)
delete from coditect_ops.erasure_left l using over o, reach
where l.run_id = o.id and (reach.organization is null or l.organization_id = reach.organization)
  -- Of requests only those who asked, or whose organization did.
  and (not reach.requested_only or exists (
    select from coditect_ops.erasure_requests q
    where q.state <> 'completed' and q.organization_id = l.organization_id and (q.whole_organization or q.user_id = l.user_id)))
