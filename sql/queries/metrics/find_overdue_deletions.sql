-- People and organizations whose retention is over, as gdpr-purge counts. Those whom a hold or a hindrance keeps, which "erasures list" and the
-- last run's problems show, are told apart: since when the oldest of the others waits, and how many of these the last whole run left.
with ran as materialized (
  -- Of runs for all tenants. Who came due, was changed or was let go after it began was not its to erase.
  select (
    select r.as_of from coditect_ops.runs r
    where r.job = 'gdpr-purge' and r.outcome in ('done', 'nothing-to-do') and r.parameters = '{}'
    order by r.started_at desc limit 1) as began_at
), tenants as not materialized (
  select o.id, o.time_zone, o.deleted_at, o.updated_at,
    cast(settings.given -> 'retention' ->> o.plan as interval) as people_for,
    cast(settings.given -> 'organizationRetention' ->> o.plan as interval) as itself_for
  from coditect_shared.organizations o cross join (select cast(cast(:settings as text) as jsonb) as given) settings
  -- Read once each time, not once a person.
  offset 0
), due as not materialized (
  -- The year 1 stands for whatever is before it: not every earlier instant has a time in every zone.
  select 'user' as kind, u.id, u.organization_id, greatest(u.updated_at, t.updated_at) as changed_at,
    ((greatest(u.deleted_at, timestamptz '0001-01-01 00:00:00+00') at time zone t.time_zone) + t.people_for) at time zone t.time_zone as due_at
  from coditect_shared.users u join tenants t on t.id = u.organization_id
  where u.deleted_at <= cast(:now as timestamptz)
  union all
  select 'organization', t.id, t.id, t.updated_at,
    ((greatest(t.deleted_at, timestamptz '0001-01-01 00:00:00+00') at time zone t.time_zone) + t.itself_for) at time zone t.time_zone
  from tenants t
  where t.deleted_at <= cast(:now as timestamptz)
  offset 0
), held as materialized (
  select h.kind, h.organization_id, h.user_id
  from coditect_ops.holds h cross join (select least(began_at, cast(:now as timestamptz)) as at from ran) seen
  where (h.released_at is null or h.released_at > seen.at) and (h.until is null or h.until > seen.at) and h.organization_id is not null
), overdue as (
  select d.kind, d.due_at,
    greatest(d.due_at, d.changed_at) <= (select began_at from ran) as was_due,
    d.organization_id in (select h.organization_id from held h where h.kind = 'organization')
    or d.kind = 'organization' and d.id in (select h.organization_id from held h)
    or d.id in (select h.user_id from held h where h.user_id is not null)
    or d.kind = 'user' and d.id in (select l.user_id from coditect_ops.erasure_left l where l.user_id is not null)
    or d.kind = 'organization' and d.id in (select l.organization_id from coditect_ops.erasure_left l where l.user_id is null) as kept
  from due d where d.due_at <= cast(:now as timestamptz)
), counted as (
  select kind, count(*) as overdue, count(*) filter (where not kept and was_due) as possible,
    min(due_at) filter (where not kept) as oldest
  from overdue group by kind
)
select told.figure, counted.kind, told.value
from counted
cross join lateral (values
  ('deletions_overdue', cast(counted.overdue as double precision)),
  ('deletions_possible', counted.possible),
  ('deletion_oldest_overdue', coalesce(extract(epoch from cast(:now as timestamptz) - counted.oldest), 0))
) told (figure, value)
