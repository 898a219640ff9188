-- Who would move, by kind and organization, if a run decided by this instant. Reads only.
with grace as (
  select * from unnest(cast(:plans as text[]), cast(:grace_days as integer[])) as g (plan, days)
),
notice as (
  select * from unnest(cast(:notice_days as integer[])) as n (days)
),
term as materialized (
  select l.id, l.organization_id, l.status, l.expires_at, o.time_zone, g.days as grace_days, e.ended, e.grace_ends_at, r.reinstated,
    l.status = 'ACTIVE' or r.reinstated as active
  from coditect_shared.licenses l
  join coditect_shared.organizations o on o.id = l.organization_id
  join grace g on g.plan = o.plan
  cross join lateral (
    select coalesce(l.expires_at <= cast(:as_of as timestamptz), false) as ended,
      case
        when l.expires_at > cast(:as_of as timestamptz) then null
        when g.days = 0 then l.expires_at
        else ((l.expires_at at time zone o.time_zone) + g.days * interval '1 day') at time zone o.time_zone
      end as grace_ends_at) e
  cross join lateral (
    select l.status in ('GRACE', 'EXPIRED') and not e.ended and not exists (
      select from coditect_ops.license_stages p
      where p.license_id = l.id and p.expires_at = coalesce(l.expires_at, 'infinity') and p.stage in ('grace', 'expired')) as reinstated) r
  where (cast(:organization as uuid) is null or l.organization_id = cast(:organization as uuid))
    and (not cast(:changed_only as boolean) or exists (
      select from coditect_ops.license_changes c
      where c.organization_id = l.organization_id and (c.license_id is null or c.license_id = l.id)))
    and case l.status
      when 'ACTIVE' then l.expires_at <= cast(:horizon as timestamptz)
      when 'GRACE' then true
      when 'EXPIRED' then l.expires_at is null or l.expires_at > cast(:as_of as timestamptz)
      else false
    end
),
notice_due as (
  select t.organization_id, t.ended,
    not exists (
      select from coditect_ops.license_stages p
      where p.license_id = t.id and p.expires_at = t.expires_at and p.stage = 'notice-' || n.days || 'd') as missing,
    n.days = min(n.days) over (partition by t.id) as nearest
  from term t
  cross join notice n
  where t.active and t.expires_at <= cast(:horizon as timestamptz)
    and (t.ended
      or ((t.expires_at at time zone t.time_zone) - n.days * interval '1 day') at time zone t.time_zone <= cast(:as_of as timestamptz))
),
change as (
  select 'reinstated' as kind, organization_id from term where reinstated
  union all
  select case when nearest and not ended then 'notices-sent' else 'notices-superseded' end, organization_id
  from notice_due where missing
  union all
  select 'grace-started', organization_id from term where status = 'ACTIVE' and ended and grace_days > 0
  union all
  select 'expired', organization_id from term where status in ('ACTIVE', 'GRACE') and grace_ends_at <= cast(:as_of as timestamptz)
)
select kind, organization_id, count(*) as changed
from change
group by kind, organization_id
order by kind, organization_id;
