-- Organizations that are due: their retention has ended, or they are deleted and asked to be erased.
with retention as (
  select * from unnest(cast(:plans as text[]), cast(:months as integer[]), cast(:days as integer[])) as r (plan, months, days)
)
select o.id, cast(o.xmin as text) as version, r.id as request_id,
  coalesce(r.due_at,
    ((greatest(o.deleted_at, timestamptz '0001-01-01 00:00:00+00') at time zone o.time_zone)
      + make_interval(months => t.months, days => t.days)) at time zone o.time_zone) as due_at
from coditect_shared.organizations o
  join retention t on t.plan = o.plan
  left join lateral (
    select q.id, q.due_at from coditect_ops.erasure_requests q
    where q.organization_id = o.id and q.whole_organization and q.state <> 'completed'
    order by q.due_at, q.id
    limit 1) r on true
where o.deleted_at <= cast(:as_of as timestamptz)
  and (cast(:organization as uuid) is null or o.id = cast(:organization as uuid))
  and (r.id is not null or not cast(:requested_only as boolean)
    and ((greatest(o.deleted_at, timestamptz '0001-01-01 00:00:00+00') at time zone o.time_zone)
      + make_interval(months => t.months, days => t.days)) at time zone o.time_zone
      <= cast(:as_of as timestamptz))
order by due_at, o.id
