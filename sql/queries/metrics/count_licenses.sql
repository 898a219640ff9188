-- Licenses by plan and stage, how many end, or run out of their grace, within some days, and how many should have moved on already.
-- One look at each row, and another at those whose end is near. Graces are counted in days of 24 hours.
with graces as materialized (
  select g.key as plan, cast(g.value as interval) as grace
  from jsonb_each_text(cast(cast(:settings as text) as jsonb) -> 'grace') g
), longest as materialized (
  select coalesce(max(grace), interval '0') as grace from graces
), tenants as materialized (
  select o.id, o.plan, coalesce(graces.grace, interval '0') as grace
  from coditect_shared.organizations o left join graces on graces.plan = o.plan
), counted as materialized (
  select l.organization_id, l.status as stage, count(*) as licenses,
    -- An end is exclusive: at its instant it is past.
    count(*) filter (where l.expires_at <= cast(:now as timestamptz)) as ended,
    count(*) filter (where l.expires_at <= cast(:now as timestamptz) - (select grace from longest)) as out_of_grace
  from coditect_shared.licenses l
  group by l.organization_id, l.status
), ending as materialized (
  select t.plan, l.status as stage,
    case l.status when 'GRACE' then l.expires_at + t.grace else l.expires_at end - cast(:now as timestamptz) as remaining
  from coditect_shared.licenses l join tenants t on t.id = l.organization_id
  where l.expires_at > cast(:now as timestamptz) - (select grace from longest)
    and l.expires_at <= cast(:now as timestamptz) + interval '720 hours'
    and l.status in ('ACTIVE', 'GRACE')
), near as materialized (
  select plan, stage,
    count(*) filter (where remaining <= interval '0') as past,
    count(*) filter (where remaining > interval '0' and remaining < interval '24 hours') as in_1,
    count(*) filter (where remaining > interval '0' and remaining < interval '168 hours') as in_7,
    count(*) filter (where remaining > interval '0' and remaining < interval '336 hours') as in_14,
    count(*) filter (where remaining > interval '0' and remaining < interval '720 hours') as in_30
  from ending group by plan, stage
), totals as materialized (
  select t.plan, c.stage, sum(c.licenses) as licenses, sum(case c.stage when 'ACTIVE' then c.ended else c.out_of_grace end) as past
  from counted c join tenants t on t.id = c.organization_id
  group by t.plan, c.stage
)
select 'licenses' as figure, plan, stage, null as within, licenses as value from totals
union all
select case near.stage when 'ACTIVE' then 'licenses_expiring' else 'licenses_grace_ending' end, near.plan, null, told.within, told.licenses
from near
cross join lateral (values ('1d', near.in_1), ('7d', near.in_7), ('14d', near.in_14), ('30d', near.in_30)) told (within, licenses)
union all
-- Of those in grace some are past the longest one, and some past their own.
select 'licenses_due', totals.plan, totals.stage, null,
  totals.past + case totals.stage when 'GRACE' then coalesce(near.past, 0) else 0 end
from totals left join near on near.plan = totals.plan and near.stage = totals.stage
where totals.stage in ('ACTIVE', 'GRACE')
