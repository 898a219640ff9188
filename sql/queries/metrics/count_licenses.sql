-- Licenses by plan and stage, how many end, or run out of their grace, within some days, and how many should have moved on already.
-- One look at each row. Graces are counted in days of 24 hours, so around a change of clocks an hour more or less.
with graces as (
  select g.key as plan, cast(g.value as interval) as grace
  from jsonb_each_text(cast(cast(:settings as text) as jsonb) -> 'grace') g
), tenants as (
  select o.id, o.plan, coalesce(graces.grace, interval '0') as grace
  from coditect_shared.organizations o left join graces on graces.plan = o.plan
), bounds as materialized (
  -- An end is exclusive: at its instant it is past.
  select array_agg(cast(:now as timestamptz) + b.length order by b.length) as instants
  from (values (interval '1 microsecond'), (interval '24 hours'), (interval '168 hours'), (interval '336 hours'), (interval '720 hours')) b (length)
), sorted as materialized (
  select t.plan, l.status as stage,
    -- Which bound comes first; 0 for what is past, null for what never ends.
    case l.status
      when 'ACTIVE' then width_bucket(l.expires_at, bounds.instants)
      when 'GRACE' then width_bucket(l.expires_at + t.grace, bounds.instants)
    end as bucket,
    count(*) as licenses
  from coditect_shared.licenses l join tenants t on t.id = l.organization_id cross join bounds
  group by 1, 2, 3
), limits (within, most) as (
  values ('1d', 1), ('7d', 2), ('14d', 3), ('30d', 4)
)
select 'licenses' as figure, plan, stage, null as within, sum(licenses) as value from sorted group by plan, stage
union all
select case stage when 'ACTIVE' then 'licenses_expiring' else 'licenses_grace_ending' end, plan, null, within, sum(licenses)
from sorted join limits on bucket between 1 and most
where stage in ('ACTIVE', 'GRACE')
group by plan, stage, within
union all
select 'licenses_due', plan, stage, null, sum(licenses) from sorted where bucket = 0 and stage in ('ACTIVE', 'GRACE') group by plan, stage
