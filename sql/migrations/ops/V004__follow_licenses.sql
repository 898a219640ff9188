-- What license expiry remembers, and what tells it that a license changed.

-- Each stage of a license and end date, once: the ledger behind "exactly once".
create table coditect_ops.license_stages (
  license_id uuid not null,
  -- 'infinity' stands for a perpetual license.
  expires_at timestamptz not null,
  -- 'notice-30d', 'grace', 'expired', 'reinstated'
  stage text not null,
  organization_id uuid not null,
  due_at timestamptz not null,
  announced boolean not null,
  run_id uuid not null,
  recorded_at timestamptz not null default now(),
  constraint a_stage_is_reached_once_per_end_date primary key (license_id, expires_at, stage)
);

-- Licenses to look at again: fed by a trigger on every change of end or status, and by license.changed events.
create table coditect_ops.license_changes (
  id bigint generated always as identity primary key,
  organization_id uuid not null,
  -- Null: every license of the organization.
  license_id uuid,
  event_id text,
  recorded_at timestamptz not null default now(),
  constraint an_event_is_recorded_once unique (event_id)
);

-- How far the sweeps over end dates have come; one row.
create table coditect_ops.license_watermark (
  only_row boolean primary key default true check (only_row),
  -- Every stage due up to here was taken by a finished run. Never ahead of the clock.
  reached timestamptz,
  -- Of the settings it was reached with: other settings mean a full sweep.
  settings_hash text,
  -- The start of the last full sweep that finished.
  swept_at timestamptz
);
insert into coditect_ops.license_watermark default values;

create function coditect_ops.note_new_licenses() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into coditect_ops.license_changes (organization_id, license_id)
  select organization_id, id from new_rows where expires_at is not null or status in ('GRACE', 'EXPIRED');
  return null;
end $$;
revoke execute on function coditect_ops.note_new_licenses() from public;

create function coditect_ops.note_changed_licenses() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- A run's own status flips follow from the end date; they are no news. Anybody can set ops.run_id,
  -- so the login is asked too: current_user is this function's owner here.
  if coalesce(current_setting('ops.run_id', true), '') = ''
    or not pg_has_role(session_user, 'coditect_system', 'usage') then
    insert into coditect_ops.license_changes (organization_id, license_id)
    select n.organization_id, n.id
    from new_rows n join old_rows o on o.id = n.id
    where (n.expires_at, n.status, n.organization_id) is distinct from (o.expires_at, o.status, o.organization_id);
  end if;
  return null;
end $$;
revoke execute on function coditect_ops.note_changed_licenses() from public;

-- A grace ends by the organization's plan and zone, so a change of either, or its return from deletion, is news about all its licenses.
-- Noted as one row: under forced row-level security the function's owner could not list them.
create function coditect_ops.note_changed_organizations() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into coditect_ops.license_changes (organization_id) values (new.id);
  return null;
end $$;
revoke execute on function coditect_ops.note_changed_organizations() from public;

create trigger note_new_licenses after insert on coditect_shared.licenses
  referencing new table as new_rows
  for each statement execute function coditect_ops.note_new_licenses();
create trigger note_changed_licenses after update on coditect_shared.licenses
  referencing old table as old_rows new table as new_rows
  for each statement execute function coditect_ops.note_changed_licenses();
create trigger note_changed_organizations after update on coditect_shared.organizations
  for each row when ((old.plan, old.time_zone, old.deleted_at) is distinct from (new.plan, new.time_zone, new.deleted_at))
  execute function coditect_ops.note_changed_organizations();
