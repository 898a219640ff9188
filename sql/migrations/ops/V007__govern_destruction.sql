-- Nothing destructive without a bound: who asked, who approved, and one switch that holds all destruction back.

alter table coditect_ops.runs
  -- Two persons: the one who started a parked run is not the one who lets it go on. Names of operators, as they gave them.
  add column started_by text,
  add column approved_by text,
  add column approved_at timestamptz,
  -- The switch below is obeyed by these runs only.
  add column destructive boolean not null default false,
  add constraint an_approval_is_signed check ((approved_by is null) = (approved_at is null));

create table coditect_ops.destruction (
  only_row boolean primary key default true,
  paused boolean not null default false,
  paused_by text,
  paused_at timestamptz,
  reason text,
  constraint destruction_has_one_switch check (only_row),
  constraint a_pause_is_signed check (paused = (paused_by is not null) and paused = (paused_at is not null)),
  constraint only_a_pause_has_a_reason check (paused or reason is null)
);
insert into coditect_ops.destruction default values;

-- Every turn of the switch; nobody but the owner changes a row.
create table coditect_ops.destruction_changes (
  id bigint generated always as identity primary key,
  paused boolean not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  reason text
);

grant select, update (paused, paused_by, paused_at, reason) on coditect_ops.destruction to coditect_system;
grant select, insert on coditect_ops.destruction_changes to coditect_system;
