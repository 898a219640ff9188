-- Who would be told what, by kind and organization, if a run decided by this instant. Reads only.
with grace as (
  select * from unnest(cast(:plans as text[]), cast(:grace_days as integer[])) as g (plan, days)
),
notice as (
  select * from unnest(cast(:notice_days as integer[])) as n (days)
),
term as materialized (
  select l.id, l.organization_id, l.status, l.expires_at, o.time_zone, g.days as grace_days, e.grace_ends_at, k.notice_days,
    case
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
    end as word
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
  where (cast(:organization as uuid) is null or l.organization_id = cast(:organization as uuid))
    and (not cast(:changed_only as boolean) or exists (
      select from coditect_ops.license_changes c
      where c.organization_id = l.organization_id and (c.license_id is null or c.license_id = l.id)))
    and case l.status
      when 'ACTIVE' then l.expires_at <= cast(:horizon as timestamptz) or k.stage in ('GRACE', 'EXPIRED')
      when 'GRACE' then true
      when 'EXPIRED' then e.grace_ends_at is null or e.grace_ends_at > cast(:as_of as timestamptz) or k.known
      else false
    end
),
-- Active, or active again after the first word: what follows from that in the same run.
active as (
  select *, grace_ends_at is not null as ended from term where status = 'ACTIVE' or word = 'reinstated'
),
notice_due as (
  select a.organization_id, a.ended, n.days = min(n.days) over (partition by a.id) as nearest
  from active a
  cross join notice n
  where (a.notice_days is null or n.days < a.notice_days)
    and a.expires_at is not null
    and (a.ended or ((a.expires_at at time zone a.time_zone) - n.days * interval '1 day') at time zone a.time_zone <= cast(:as_of as timestamptz))
),
change as (
  select 'reinstated' as kind, organization_id from term where word = 'reinstated'
  union all
  select case when nearest and not ended then 'notices-sent' else 'notices-superseded' end, organization_id from notice_due
  union all
  select 'grace-started', organization_id from active where ended and grace_days > 0
  union all
  select 'expired', organization_id from active where grace_ends_at <= cast(:as_of as timestamptz)
  union all
  select case word when 'grace-started' then 'grace-started' else 'expired' end, organization_id
  from term where status <> 'ACTIVE' and word <> 'reinstated'
)
select kind, organization_id, count(*) as changed
from change
group by kind, organization_id
order by kind, organization_id;
