-- People who are due: those whose retention has ended, and those who asked. In the order of the heap, so that a bite touches few blocks.
with retention as (
  select * from unnest(cast(:plans as text[]), cast(:months as integer[]), cast(:days as integer[])) as r (plan, months, days)
),
asked as (
  select distinct on (u.id) u.id, u.organization_id, u.xmin as version, u.ctid as place, r.id as request_id, 'person-asked' as ground, r.due_at
  from coditect_ops.erasure_requests r
    join coditect_shared.users u on u.id = r.user_id and u.organization_id = r.organization_id
  where r.state <> 'completed' and (cast(:organization as uuid) is null or r.organization_id = cast(:organization as uuid))
  order by u.id, r.due_at, r.id
),
outlived as (
  -- The year 1 stands for whatever is before it: not every earlier instant has a time in every zone, and the ledger has none.
  select u.id, u.organization_id, u.xmin as version, u.ctid as place, cast(null as uuid) as request_id, 'retention-ended' as ground,
    ((greatest(u.deleted_at, timestamptz '0001-01-01 00:00:00+00') at time zone o.time_zone)
      + make_interval(months => t.months, days => t.days)) at time zone o.time_zone as due_at
  from coditect_shared.users u
    join coditect_shared.organizations o on o.id = u.organization_id
    join retention t on t.plan = o.plan
  where not cast(:requested_only as boolean)
    and u.deleted_at <= cast(:horizon as timestamptz)
    and ((greatest(u.deleted_at, timestamptz '0001-01-01 00:00:00+00') at time zone o.time_zone)
      + make_interval(months => t.months, days => t.days)) at time zone o.time_zone
      <= cast(:as_of as timestamptz)
    and (cast(:organization as uuid) is null or u.organization_id = cast(:organization as uuid))
    and u.id not in (select id from asked)
)
select d.id, d.organization_id, cast(d.version as text) as version, d.ground, d.request_id, d.due_at
from (select * from asked union all select * from outlived) d
order by d.place
