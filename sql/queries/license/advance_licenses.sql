-- Takes every license of a slice one step further (status, progress, event) by src/docs/license-rule.md, and counts what was told, by kind.
-- A slice is an array of ids or a window of the heap; the one that is null folds away in a custom plan.
with grace as (
  select * from unnest(cast(:plans as text[]), cast(:grace_days as integer[])) as g (plan, days)
),
notice as (
  select * from unnest(cast(:notice_days as integer[])) as n (days)
),
-- Whatever may have something due, with the word that is next; null where only a notice can be due.
looked_at as materialized (
  select l.tableoid as part, l.ctid as place, l.id, l.organization_id, l.status, l.expires_at,
    coalesce(l.expires_at, 'infinity') as end_at, o.time_zone, e.grace_ends_at, k.told, k.stage, k.stage_here, k.notice_days,
    case
      when l.status = 'ACTIVE' then case
        when k.stage in ('GRACE', 'EXPIRED') then 'reinstated'
        when e.grace_ends_at is not null then case g.days when 0 then 'expired' else 'grace-started' end
      end
      when e.grace_ends_at is null then case
        when k.stage_here in ('GRACE', 'EXPIRED') or l.expires_at <= cast(:latest as timestamptz) then null
        else 'reinstated'
      end
      when e.grace_ends_at > cast(:as_of as timestamptz) then case
        when k.stage_here = l.status then null
        when l.status = 'EXPIRED' and k.stage_here = 'GRACE' then 'expired'
        else 'grace-started'
      end
      when l.status = 'GRACE' or k.known and k.stage_here is distinct from 'EXPIRED' then 'expired'
    end as word
  from coditect_shared.licenses l
  join coditect_shared.organizations o on o.id = l.organization_id
  join grace g on g.plan = o.plan
  -- Once a row, not once for each look at it.
  cross join lateral (
    select case
      when l.expires_at > cast(:as_of as timestamptz) then null
      when g.days = 0 then l.expires_at
      else ((l.expires_at at time zone o.time_zone) + g.days * interval '1 day') at time zone o.time_zone
    end as grace_ends_at
    offset 0) e
  -- Looked up one by one: the planner would read all rows into a hash table for every window.
  left join lateral (
    select p.told, p.organization_id = l.organization_id as known,
      case when p.organization_id = l.organization_id then p.stage end as stage,
      case when h.here then p.stage end as stage_here, case when h.here then p.notice_days end as notice_days
    from coditect_ops.license_progress p
    cross join lateral (
      select p.organization_id = l.organization_id and p.expires_at = coalesce(l.expires_at, 'infinity')
        and p.due_at <= cast(:believable as timestamptz) as here) h
    where p.license_id = l.id
    offset 0) k on true
  where (cast(:ids as uuid[]) is null or l.id = any (cast(:ids as uuid[])))
    and (cast(:from_place as tid) is null or l.ctid >= cast(:from_place as tid) and l.ctid < cast(:to_place as tid))
    -- Without ids, those that are active again although they were told to be in grace or expired are found by page_active_again.
    and case l.status
      when 'ACTIVE' then l.expires_at <= cast(:horizon as timestamptz) or cast(:ids as uuid[]) is not null
      when 'GRACE' then true
      when 'EXPIRED' then true
      else false
    end
    and case l.status
      when 'ACTIVE' then l.expires_at <= cast(:horizon as timestamptz) or k.stage in ('GRACE', 'EXPIRED')
      when 'GRACE' then true
      when 'EXPIRED' then e.grace_ends_at is null or e.grace_ends_at > cast(:as_of as timestamptz) or k.known
      else false
    end
),
slice as materialized (
  select *, case word when 'reinstated' then 'ACTIVE' when 'grace-started' then 'GRACE' when 'expired' then 'EXPIRED' else status end as target
  from looked_at
  where word is not null or status = 'ACTIVE'
),
-- The conditions stand on the row itself too, so that a renewal committed while we waited for its lock wins.
-- So does the slice: without it the planner may read the whole table for every bite.
moved as (
  update coditect_shared.licenses l
  set status = s.target
  from slice s
  where l.ctid = s.place and l.tableoid = s.part and l.id = s.id and l.organization_id = s.organization_id
    and l.status = s.status and l.expires_at is not distinct from s.expires_at
    and s.target <> s.status
    and (cast(:ids as uuid[]) is null or l.id = any (cast(:ids as uuid[])))
    and (cast(:from_place as tid) is null or l.ctid >= cast(:from_place as tid) and l.ctid < cast(:to_place as tid))
  returning s.*
),
reached as (
  select s.*, s.target as stage_now, s.notice_days as notice_now,
    case
      when s.word = 'reinstated' or s.status = 'EXPIRED' and s.grace_ends_at > cast(:as_of as timestamptz) and s.word = 'expired'
      then cast(:as_of as timestamptz)
      when s.word = 'grace-started' then s.expires_at
      else s.grace_ends_at
    end as due_at,
    -- Notices that the end overtook.
    case when s.status = 'ACTIVE' and s.target <> 'ACTIVE' then
      (select count(*) from notice n where s.notice_days is null or n.days < s.notice_days)
    else 0 end as superseded
  from (select * from moved union all select * from slice where word is not null and target = status) s
  union all
  select s.*, s.stage_here, d.nearest, ((s.expires_at at time zone s.time_zone) - d.nearest * interval '1 day') at time zone s.time_zone, d.number - 1
  from slice s
  cross join lateral (
    select min(n.days) as nearest, count(*) as number
    from notice n
    where (s.notice_days is null or n.days < s.notice_days)
      and ((s.expires_at at time zone s.time_zone) - n.days * interval '1 day') at time zone s.time_zone <= cast(:as_of as timestamptz)) d
  where s.word is null and d.nearest is not null
),
-- Of two workers that look at one license at once, the other's word has come between where the count is another. A status that we
-- moved, and whose row we hold, is told all the same.
recorded as (
  insert into coditect_ops.license_progress as p
    (license_id, organization_id, expires_at, stage, notice_days, due_at, told, run_id)
  select id, organization_id, end_at, stage_now, notice_now, due_at, coalesce(told, 0) + 1, cast(:run_id as uuid) from reached
  on conflict (license_id) do update
  set organization_id = excluded.organization_id, expires_at = excluded.expires_at, stage = excluded.stage,
    notice_days = excluded.notice_days, due_at = excluded.due_at, told = p.told + 1, run_id = excluded.run_id, told_at = now()
  where p.told = excluded.told - 1 or excluded.license_id in (select id from moved)
  returning p.license_id, p.told
),
sent as (
  insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
  select
    -- The count tells a state that recurs from the same one before.
    concat_ws(':', 'license.' || f.fact, w.id,
      case when isfinite(w.end_at) then cast(cast(extract(epoch from w.end_at) * 1000000 as bigint) as text) else 'perpetual' end,
      case f.fact when 'expiring' then 'notice-' || w.notice_now || 'd' end,
      r.told),
    'ai.coditect.license.' || f.fact || '.v1', w.organization_id, w.due_at, cast(:run_id as uuid),
    jsonb_build_object(
      'organizationId', w.organization_id,
      'licenseId', w.id,
      'expiresAt', to_char(w.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'dueAt', to_char(w.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'processedAt', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || case f.fact
      when 'grace-started' then
        jsonb_build_object('graceEndsAt', to_char(w.grace_ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
      when 'reinstated' then jsonb_build_object('previousStatus', case w.status when 'ACTIVE' then w.stage else w.status end)
      when 'expiring' then jsonb_build_object('daysLeft', (
        -- The smallest number of calendar days that reaches back to the present; local days are off by one at most.
        select min(d) from generate_series(
          cast(floor(extract(epoch from w.expires_at - cast(:as_of as timestamptz)) / 86400) as integer) - 1,
          cast(floor(extract(epoch from w.expires_at - cast(:as_of as timestamptz)) / 86400) as integer) + 3) as t (d)
        where d >= 0 and ((w.expires_at at time zone w.time_zone) - d * interval '1 day') at time zone w.time_zone <= cast(:as_of as timestamptz)))
      else '{}'
    end
  from recorded r
  join reached w on w.id = r.license_id
  cross join lateral (select coalesce(w.word, 'expiring') as fact) f
  order by w.due_at
  returning type
)
select
  (select count(*) from sent where type = 'ai.coditect.license.expiring.v1') as notices_sent,
  (select coalesce(sum(w.superseded), 0) from recorded r join reached w on w.id = r.license_id) as notices_superseded,
  (select count(*) from sent where type = 'ai.coditect.license.grace-started.v1') as grace_started,
  (select count(*) from sent where type = 'ai.coditect.license.expired.v1') as expired,
  (select count(*) from sent where type = 'ai.coditect.license.reinstated.v1') as reinstated,
  -- Another step is due at once, or a row changed under us and must be looked at afresh.
  count(*) filter (where word = 'reinstated' or word = 'grace-started' and grace_ends_at <= cast(:as_of as timestamptz)) > 0
    or count(*) filter (where target <> status) > (select count(*) from moved) as unfinished
from slice;
