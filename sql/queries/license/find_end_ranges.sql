-- Which end dates may have a stage that came due after one instant and up to another, in any zone in use.
-- A stage is due some calendar days after the end (before it, if negative). Counted in hours that is off by the
-- difference of the zone offsets at both ends, so a range is widened by the offsets found around both.
with step as (
  select 0 as days
  union select -n from unnest(cast(:notice_days as integer[])) as n
  union select g from unnest(cast(:grace_days as integer[])) as g
),
edge as (
  select s.days, x.lower, x.due_at, x.due_at - s.days * interval '24 hours' as end_at
  from step s
  cross join (values (true, cast(:reached as timestamptz)), (false, cast(:as_of as timestamptz))) as x (lower, due_at)
),
widened as (
  select e.days, e.lower, e.end_at, z.time_zone,
    min((e.due_at + w.hours) at time zone z.time_zone - (e.due_at + w.hours) at time zone 'UTC') as least_at_due,
    max((e.due_at + w.hours) at time zone z.time_zone - (e.due_at + w.hours) at time zone 'UTC') as most_at_due,
    min((e.end_at + w.hours) at time zone z.time_zone - (e.end_at + w.hours) at time zone 'UTC') as least_at_end,
    max((e.end_at + w.hours) at time zone z.time_zone - (e.end_at + w.hours) at time zone 'UTC') as most_at_end
  from edge e
  cross join (select distinct time_zone from coditect_shared.organizations) z
  cross join (values (interval '-48 hours'), (interval '48 hours')) as w (hours)
  group by e.days, e.lower, e.end_at, z.time_zone
),
stretch as (
  select days,
    min(end_at + (least_at_due - most_at_end)) filter (where lower) as after,
    max(end_at + (most_at_due - least_at_end)) filter (where not lower) as until
  from widened
  group by days
)
-- No license ends later than the year 9999, and the next year cannot be read back as text.
select lower(r) as after, least(upper(r), '9999-12-31 23:59:59.999999+00') as until
from (select unnest(range_agg(tstzrange(after, until, '(]'))) as r from stretch) merged
where lower(r) < '9999-12-31 23:59:59.999999+00'
order by 1;
