-- People and organizations whose retention is over, and since when the oldest one waits, as gdpr-purge counts. What could be erased now
-- is told apart from what a hold or a hindrance keeps, which "erasures list" and the last run's problems show.
with settings as (
  select cast(cast(:settings as text) as jsonb) as given
), retentions as (
  select 'user' as kind, r.key as plan, cast(r.value as interval) as length from settings, jsonb_each_text(given -> 'retention') r
  union all
  select 'organization', r.key, cast(r.value as interval) from settings, jsonb_each_text(given -> 'organizationRetention') r
), deleted as (
  select 'user' as kind, u.id, u.organization_id, o.plan, o.time_zone, u.deleted_at
  from coditect_shared.users u join coditect_shared.organizations o on o.id = u.organization_id
  where u.deleted_at is not null
  union all
  select 'organization', o.id, o.id, o.plan, o.time_zone, o.deleted_at
  from coditect_shared.organizations o
  where o.deleted_at is not null
), due as materialized (
  select d.kind, d.id, d.organization_id,
    ((greatest(d.deleted_at, timestamptz '0001-01-01 00:00:00+00') at time zone d.time_zone) + r.length) at time zone d.time_zone as due_at
  from deleted d join retentions r on r.kind = d.kind and r.plan = d.plan
  -- A day more than any zone can shift: nothing that is due is left out, and most of what is not is not looked at.
  where d.deleted_at <= cast(:now as timestamptz) - r.length + interval '1 day'
), overdue as materialized (
  select due.kind, due.due_at,
    exists (
      select from coditect_ops.holds h
      where h.released_at is null and (h.until is null or h.until > cast(:now as timestamptz)) and h.organization_id = due.organization_id
        and (h.kind = 'organization' or due.kind = 'organization' or h.user_id = due.id))
    or exists (
      select from coditect_ops.erasure_left l
      where case due.kind when 'user' then l.user_id = due.id else l.user_id is null and l.organization_id = due.id end) as kept
  from due where due.due_at <= cast(:now as timestamptz)
)
select 'deletions_overdue' as figure, kind, cast(count(*) as double precision) as value from overdue group by kind
union all
select 'deletions_possible', kind, count(*) filter (where not kept) from overdue group by kind
union all
select 'deletion_oldest_overdue', kind, extract(epoch from cast(:now as timestamptz) - min(due_at)) from overdue group by kind
