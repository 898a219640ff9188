-- Which licenses, of these ids or of all, have a step due at this instant. One snapshot, so that no row can hide by moving.
with grace as (
  select * from unnest(cast(:plans as text[]), cast(:grace_days as integer[])) as g (plan, days)
),
notice as (
  select * from unnest(cast(:notice_days as integer[])) as n (days)
)
select l.id
from coditect_shared.licenses l
join coditect_shared.organizations o on o.id = l.organization_id
join grace g on g.plan = o.plan
-- Once a row, not once for each look at it.
cross join lateral (
  select case
    when l.expires_at > cast(:as_of as timestamptz) then null
    when g.days = 0 then l.expires_at
    else ((l.expires_at at time zone o.time_zone) + g.days * interval '1 day') at time zone o.time_zone
  end as grace_ends_at
  offset 0) e
left join lateral (
  select p.organization_id = l.organization_id as known,
    case when p.organization_id = l.organization_id then p.stage end as stage,
    case when h.here then p.stage end as stage_here, case when h.here then p.notice_days end as notice_days
  from coditect_ops.license_progress p
  cross join lateral (
    select p.organization_id = l.organization_id and p.expires_at = coalesce(l.expires_at, 'infinity')
      and p.due_at <= cast(:believable as timestamptz) as here) h
  where p.license_id = l.id) k on true
where (cast(:ids as uuid[]) is null or l.id = any (cast(:ids as uuid[])))
  -- What follows from the license alone comes first, so that most rows are left out before any join.
  and case l.status
    when 'ACTIVE' then l.expires_at <= cast(:horizon as timestamptz) or cast(:ids as uuid[]) is not null
    when 'GRACE' then true
    when 'EXPIRED' then true
    else false
  end
  and case l.status
    when 'ACTIVE' then l.expires_at <= cast(:horizon as timestamptz) or k.stage in ('GRACE', 'EXPIRED')
    when 'GRACE' then true
    when 'EXPIRED' then e.grace_ends_at is null or e.grace_ends_at > cast(:as_of as timestamptz) or k.known
    else false
  end
  and case
    when case
           when l.status = 'ACTIVE' then case
             when k.stage in ('GRACE', 'EXPIRED') then 'reinstated'
             when e.grace_ends_at is not null then case g.days when 0 then 'expired' else 'grace-started' end
           end
           when e.grace_ends_at is null then case
             when k.stage_here in ('GRACE', 'EXPIRED') or l.expires_at <= cast(:latest as timestamptz) then null
             else 'reinstated'
           end
           when e.grace_ends_at > cast(:as_of as timestamptz) then case
             when k.stage_here = l.status then null
             when l.status = 'EXPIRED' and k.stage_here = 'GRACE' then 'expired'
             else 'grace-started'
           end
           when l.status = 'GRACE' or k.known and k.stage_here is distinct from 'EXPIRED' then 'expired'
         end is not null then true
    when l.status = 'ACTIVE' then exists (
      select from notice n
      where (k.notice_days is null or n.days < k.notice_days)
        and ((l.expires_at at time zone o.time_zone) - n.days * interval '1 day') at time zone o.time_zone <= cast(:as_of as timestamptz))
    else false
  end
limit :most;
