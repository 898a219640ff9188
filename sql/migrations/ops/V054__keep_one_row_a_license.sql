-- What was told last about each license, in one row: the rule of src/docs/license-rule.md goes by it.
-- Run as coditect_owner.

create table coditect_ops.license_progress (
  license_id uuid not null,
  -- Who was told: what another organization was told about a license does not count.
  organization_id uuid not null,
  -- The end date it was about; 'infinity' stands for a perpetual license.
  expires_at timestamptz not null,
  -- The status that was told for this end. Null: notices only.
  stage text,
  -- Of the notices that went out for this end, the one that is nearest to it, in days.
  notice_days integer,
  -- When the last word was due. What was told before that by a clock that was wrong does not count.
  due_at timestamptz not null,
  -- How many words the license has had: each has its own event id by it.
  told integer not null,
  run_id uuid not null,
  told_at timestamptz not null default now(),
  constraint a_license_has_one_last_word primary key (license_id),
  constraint stages_of_licenses_are_known check (stage in ('ACTIVE', 'GRACE', 'EXPIRED')),
  constraint a_word_is_a_stage_or_a_notice check (num_nonnulls(stage, notice_days) > 0)
-- No index names what changes, and pages have room: rows are updated in place.
) with (fillfactor = 70);

-- An earlier version that still works writes its stages, and waits here until both tables say the same.
lock table coditect_ops.license_stages in share row exclusive mode;

insert into coditect_ops.license_progress
  (license_id, organization_id, expires_at, stage, notice_days, due_at, told, run_id, told_at)
with word as (
  -- Words of one bite have one time, and this order.
  select s.*, array_position(array['reinstated', 'notice', 'grace', 'expired'], split_part(s.stage, '-', 1)) as place,
    cast(substring(s.stage from '^notice-(\d+)d$') as integer) as days
  from coditect_ops.license_stages s
  where s.announced
),
last as (
  select distinct on (license_id) * from word order by license_id, recorded_at desc, place desc, due_at desc
),
status as (
  select distinct on (license_id, expires_at) license_id, expires_at,
    case stage when 'grace' then 'GRACE' when 'expired' then 'EXPIRED' else 'ACTIVE' end as stage
  from word
  where days is null
  order by license_id, expires_at, recorded_at desc, place desc
),
nearest as (
  select license_id, expires_at, min(days) as days from word where days is not null group by license_id, expires_at
),
number as (
  select license_id, cast(count(*) as integer) as told from word group by license_id
)
select l.license_id, l.organization_id, l.expires_at, s.stage, n.days, l.due_at, c.told, l.run_id, l.recorded_at
from last l
join number c on c.license_id = l.license_id
left join status s on s.license_id = l.license_id and s.expires_at = l.expires_at
left join nearest n on n.license_id = l.license_id and n.expires_at = l.expires_at;

-- For as long as a version before this one may still run, during an upgrade or after a rollback: what it tells is kept up with here,
-- and a notice that went out already it records as superseded, so that it sends none. Of this version nothing writes stages.
create function coditect_ops.follow_license_stages() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  known coditect_ops.license_progress;
  here boolean;
  days integer := substring(new.stage from '^notice-(\d+)d$');
  status text := case new.stage when 'grace' then 'GRACE' when 'expired' then 'EXPIRED' when 'reinstated' then 'ACTIVE' end;
begin
  -- A stage that stands already is dropped by its key, and nothing is told: the next run of this version sees to it.
  if not new.announced or exists (
      select from coditect_ops.license_stages s
      where s.license_id = new.license_id and s.expires_at = new.expires_at and s.stage = new.stage) then
    return new;
  end if;
  insert into coditect_ops.license_progress
    (license_id, organization_id, expires_at, stage, notice_days, due_at, told, run_id)
  values (new.license_id, new.organization_id, new.expires_at, status, days, new.due_at, 1, new.run_id)
  on conflict (license_id) do nothing;
  if found then
    return new;
  end if;
  select * into known from coditect_ops.license_progress p where p.license_id = new.license_id for update;
  here := known.expires_at = new.expires_at and known.organization_id = new.organization_id;
  if here and days >= known.notice_days then
    new.announced := false;
    return new;
  end if;
  update coditect_ops.license_progress p
  set organization_id = new.organization_id, expires_at = new.expires_at, due_at = new.due_at, run_id = new.run_id, told_at = now(),
    stage = case when days is null then status when here then p.stage end,
    notice_days = case when days is not null then days when here then p.notice_days end,
    told = p.told + 1
  where p.license_id = new.license_id;
  return new;
end $$;
revoke execute on function coditect_ops.follow_license_stages() from public;

create trigger follow_license_stages before insert on coditect_ops.license_stages
  for each row execute function coditect_ops.follow_license_stages();

grant select, insert, update, delete on coditect_ops.license_progress to coditect_system;
