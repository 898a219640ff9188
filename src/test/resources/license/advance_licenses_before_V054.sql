-- Takes every license of a slice one step further (state, stages, events) and answers what changed, by kind.
-- A slice is an array of ids or a window of the heap; the one that is null folds away in a custom plan.
with grace as (
  select * from unnest(cast(:plans as text[]), cast(:grace_days as integer[])) as g (plan, days)
),
notice as (
  select * from unnest(cast(:notice_days as integer[])) as n (days)
),
-- Whatever may have something due, with the status it moves to; null where only notices can be due.
slice as materialized (
  select l.tableoid as part, l.ctid as place, l.id, l.organization_id, l.status, l.expires_at,
    coalesce(l.expires_at, 'infinity') as stage_end, o.time_zone, e.grace_ends_at,
    case
      when l.status = 'ACTIVE' then
        case when l.expires_at <= cast(:as_of as timestamptz) then case g.days when 0 then 'EXPIRED' else 'GRACE' end end
      when e.grace_ends_at <= cast(:as_of as timestamptz) then 'EXPIRED'
      -- Counted, since the planner would answer an exists by reading all stages into a hash table.
      when e.grace_ends_at is null and (
        select count(*) from coditect_ops.license_stages p
        where p.license_id = l.id and p.expires_at = coalesce(l.expires_at, 'infinity') and p.stage in ('grace', 'expired')) = 0
      then 'ACTIVE'
    end as target
  from coditect_shared.licenses l
  join coditect_shared.organizations o on o.id = l.organization_id
  join grace g on g.plan = o.plan
  cross join lateral (
    select case
      when l.expires_at > cast(:as_of as timestamptz) then null
      when g.days = 0 then l.expires_at
      else ((l.expires_at at time zone o.time_zone) + g.days * interval '1 day') at time zone o.time_zone
    end as grace_ends_at) e
  where (cast(:ids as uuid[]) is null or l.id = any (cast(:ids as uuid[])))
    and (cast(:from_place as tid) is null or l.ctid >= cast(:from_place as tid) and l.ctid < cast(:to_place as tid))
    and case l.status
      when 'ACTIVE' then l.expires_at <= cast(:horizon as timestamptz)
      when 'GRACE' then true
      when 'EXPIRED' then l.expires_at is null or l.expires_at > cast(:as_of as timestamptz)
      else false
    end
),
-- The conditions stand on the row itself too, so that a renewal committed while we waited for its lock wins.
-- So does the slice: without it the planner may read the whole table for every bite.
moved as (
  update coditect_shared.licenses l
  set status = s.target
  from slice s
  where l.ctid = s.place and l.tableoid = s.part and l.id = s.id and l.organization_id = s.organization_id
    and l.status = s.status and l.expires_at is not distinct from s.expires_at
    and s.target is not null
    and (cast(:ids as uuid[]) is null or l.id = any (cast(:ids as uuid[])))
    and (cast(:from_place as tid) is null or l.ctid >= cast(:from_place as tid) and l.ctid < cast(:to_place as tid))
  returning s.*
),
due_notice as (
  select s.id, s.organization_id, s.stage_end, n.days, d.due_at,
    (select count(*) from coditect_ops.license_stages p
      where p.license_id = s.id and p.expires_at = s.stage_end and p.stage = 'notice-' || n.days || 'd') = 0 as missing,
    n.days = min(n.days) over (partition by s.id) as nearest
  from slice s
  cross join notice n
  cross join lateral (
    select ((s.expires_at at time zone s.time_zone) - n.days * interval '1 day') at time zone s.time_zone as due_at) d
  where s.status = 'ACTIVE' and s.target is null and d.due_at <= cast(:as_of as timestamptz)
),
reached as (
  select id, organization_id, stage_end, case target when 'ACTIVE' then 'reinstated' when 'GRACE' then 'grace' else 'expired' end as stage,
    case
      when target = 'ACTIVE' then cast(:as_of as timestamptz)
      when status = 'ACTIVE' then expires_at
      else grace_ends_at
    end as due_at, true as announced
  from moved
  union all
  -- Notices that the end overtook. Looked up one by one: an insert that meets a conflict costs three times as much.
  select m.id, m.organization_id, m.stage_end, 'notice-' || n.days || 'd',
    ((m.expires_at at time zone m.time_zone) - n.days * interval '1 day') at time zone m.time_zone, false
  from moved m
  cross join notice n
  left join lateral (
    select true as known from coditect_ops.license_stages p
    where p.license_id = m.id and p.expires_at = m.stage_end and p.stage = 'notice-' || n.days || 'd' limit 1) p on true
  where m.status = 'ACTIVE' and p.known is null
  union all
  select id, organization_id, stage_end, 'notice-' || days || 'd', due_at, nearest
  from due_notice
  where missing
),
recorded as (
  insert into coditect_ops.license_stages (license_id, expires_at, stage, organization_id, due_at, announced, run_id)
  select id, stage_end, stage, organization_id, due_at, announced, cast(:run_id as uuid) from reached
  on conflict do nothing
  returning *
),
sent as (
  insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
  select
    concat_ws(':', 'license.' || f.fact, r.license_id,
      case when isfinite(r.expires_at) then cast(cast(extract(epoch from r.expires_at) * 1000000 as bigint) as text) else 'perpetual' end,
      case f.fact when 'expiring' then r.stage end),
    'ai.coditect.license.' || f.fact || '.v1', r.organization_id, r.due_at, r.run_id,
    jsonb_build_object(
      'organizationId', r.organization_id,
      'licenseId', r.license_id,
      'expiresAt', to_char(s.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'dueAt', to_char(r.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'processedAt', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || case f.fact
      when 'grace-started' then
        jsonb_build_object('graceEndsAt', to_char(s.grace_ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
      when 'reinstated' then jsonb_build_object('previousStatus', s.status)
      when 'expiring' then jsonb_build_object('daysLeft', (
        -- The smallest number of calendar days that reaches back to the present; local days are off by one at most.
        select min(d) from generate_series(
          cast(floor(extract(epoch from s.expires_at - cast(:as_of as timestamptz)) / 86400) as integer) - 1,
          cast(floor(extract(epoch from s.expires_at - cast(:as_of as timestamptz)) / 86400) as integer) + 3) as t (d)
        where d >= 0 and ((s.expires_at at time zone s.time_zone) - d * interval '1 day') at time zone s.time_zone <= cast(:as_of as timestamptz)))
      else '{}'
    end
  from recorded r
  join slice s on s.id = r.license_id
  cross join lateral (
    select case r.stage when 'grace' then 'grace-started' when 'expired' then 'expired' when 'reinstated' then 'reinstated' else 'expiring' end as fact) f
  where r.announced
  order by r.due_at
)
select
  (select count(*) from recorded where stage like 'notice-%' and announced) as notices_sent,
  (select count(*) from recorded where stage like 'notice-%' and not announced) as notices_superseded,
  count(*) filter (where target = 'GRACE') as grace_started,
  count(*) filter (where target = 'EXPIRED') as expired,
  count(*) filter (where target = 'ACTIVE') as reinstated,
  -- Another step is due at once, or a row changed under us and must be looked at afresh.
  count(*) filter (where target = 'ACTIVE' or target = 'GRACE' and grace_ends_at <= cast(:as_of as timestamptz)) > 0
    or count(*) < (select count(*) from slice where target is not null) as unfinished
from moved;
