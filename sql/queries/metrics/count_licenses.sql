-- Licenses by plan and stage, and how many end, or run out of their grace, within some days. One look at each row.
with graces as (
  select g.key as plan, cast(g.value as interval) as grace
  from jsonb_each_text(cast(cast(:settings as text) as jsonb) -> 'grace') g
), tenants as (
  select o.id, o.plan, coalesce(graces.grace, interval '0') as grace
  from coditect_shared.organizations o left join graces on graces.plan = o.plan
), sorted as materialized (
  select t.plan, l.status as stage,
    -- How many days are left, as the smallest of the limits; 0 for what is past, null for what ends later or never.
    case
      when l.status not in ('ACTIVE', 'GRACE') or l.expires_at is null then null
      else width_bucket(
        extract(epoch from l.expires_at + case l.status when 'GRACE' then t.grace else interval '0' end - cast(:now as timestamptz)),
        array[0, 86400, 604800, 1209600, 2592000])
    end as bucket,
    count(*) as licenses
  from coditect_shared.licenses l join tenants t on t.id = l.organization_id
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
