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
where (cast(:ids as uuid[]) is null or l.id = any (cast(:ids as uuid[])))
  -- What follows from the license alone comes first, so that most rows are left out before any join.
  and case l.status
    when 'ACTIVE' then l.expires_at <= cast(:horizon as timestamptz)
    when 'GRACE' then true
    when 'EXPIRED' then l.expires_at is null or l.expires_at > cast(:as_of as timestamptz)
    else false
  end
  and case
    when l.status = 'ACTIVE' and l.expires_at <= cast(:as_of as timestamptz) then true
    when l.status = 'ACTIVE' then l.expires_at <= cast(:horizon as timestamptz) and exists (
      select from notice n
      where ((l.expires_at at time zone o.time_zone) - n.days * interval '1 day') at time zone o.time_zone <= cast(:as_of as timestamptz)
        and not exists (
          select from coditect_ops.license_stages p
          where p.license_id = l.id and p.expires_at = l.expires_at and p.stage = 'notice-' || n.days || 'd'))
    when l.status = 'GRACE' and l.expires_at <= cast(:as_of as timestamptz) then case
      when g.days = 0 then true
      else ((l.expires_at at time zone o.time_zone) + g.days * interval '1 day') at time zone o.time_zone <= cast(:as_of as timestamptz)
    end
    when l.status in ('GRACE', 'EXPIRED') and (l.expires_at is null or l.expires_at > cast(:as_of as timestamptz)) then not exists (
      select from coditect_ops.license_stages p
      where p.license_id = l.id and p.expires_at = coalesce(l.expires_at, 'infinity') and p.stage in ('grace', 'expired'))
    else false
  end
limit :most;
