-- Licenses by plan and stage, how many end, or run out of their grace, within some days, and how many the last whole run should have moved on.
-- One look at each row, and another at those whose end is near. Graces are counted in calendar days of the tenant's zone, as license-expiry does.
with ran as materialized (
  -- Of runs for all tenants; whatever came due after it began was not its to do.
  select (
    select r.as_of from coditect_ops.runs r
    where r.job = 'license-expiry' and r.outcome in ('done', 'nothing-to-do') and r.parameters = '{}'
    order by r.started_at desc limit 1) as began_at
), graces as materialized (
  select g.key as plan, cast(g.value as interval) as grace
  from jsonb_each_text(cast(cast(:settings as text) as jsonb) -> 'grace') g
), counted as materialized (
  select l.organization_id, l.status as stage, count(*) as licenses,
    -- An end is exclusive: at its instant it is past.
    count(*) filter (where l.expires_at <= (select began_at from ran)) as ended
  from coditect_shared.licenses l
  group by l.organization_id, l.status
), near as materialized (
  select n.plan, n.stage,
    count(*) filter (where n.expires_at <= (select began_at from ran)) as ended,
    count(*) filter (where n.out_at <= (select began_at from ran)) as past,
    count(*) filter (where n.out_at > cast(:now as timestamptz) and n.out_at < cast(:now as timestamptz) + interval '24 hours') as in_1,
    count(*) filter (where n.out_at > cast(:now as timestamptz) and n.out_at < cast(:now as timestamptz) + interval '168 hours') as in_7,
    count(*) filter (where n.out_at > cast(:now as timestamptz) and n.out_at < cast(:now as timestamptz) + interval '336 hours') as in_14,
    count(*) filter (where n.out_at > cast(:now as timestamptz) and n.out_at < cast(:now as timestamptz) + interval '720 hours') as in_30
  from (
    select o.plan, l.status as stage, l.expires_at,
      case l.status
        when 'GRACE' then ((l.expires_at at time zone o.time_zone) + coalesce(g.grace, interval '0')) at time zone o.time_zone
        else l.expires_at
      end as out_at
    from coditect_shared.licenses l
    join coditect_shared.organizations o on o.id = l.organization_id
    left join graces g on g.plan = o.plan
    where l.status in ('ACTIVE', 'GRACE')
      -- A day more, since a day of a zone may have 25 hours.
      and l.expires_at > least(cast(:now as timestamptz), (select began_at from ran))
        - (select coalesce(max(grace), interval '0') + interval '1 day' from graces)
      and l.expires_at < cast(:now as timestamptz) + interval '720 hours'
    -- Once a row, not once a count.
    offset 0
  ) n
  group by n.plan, n.stage
), totals as materialized (
  select o.plan, c.stage, sum(c.licenses) as licenses, sum(c.ended) as ended
  from counted c join coditect_shared.organizations o on o.id = c.organization_id
  group by o.plan, c.stage
)
select 'licenses' as figure, plan, stage, null as within, licenses as value from totals
union all
select case near.stage when 'ACTIVE' then 'licenses_expiring' else 'licenses_grace_ending' end, near.plan, null, told.within, told.licenses
from near
cross join lateral (values ('1d', near.in_1), ('7d', near.in_7), ('14d', near.in_14), ('30d', near.in_30)) told (within, licenses)
union all
-- Whatever ended before the longest grace is past it; of the others those that are past their own.
select 'licenses_due', totals.plan, totals.stage, null, totals.ended - coalesce(near.ended - near.past, 0)
from totals left join near on near.plan = totals.plan and near.stage = totals.stage
where totals.stage in ('ACTIVE', 'GRACE')
