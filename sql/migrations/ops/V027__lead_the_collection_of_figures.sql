-- One worker tells the figures that are the same whoever tells them. Run as coditect_owner.

-- For how long it does, by the clock of this server; whoever comes after that takes over.
create table coditect_ops.metric_leader (
  only_row boolean primary key default true,
  -- Null: nobody has led yet.
  worker text,
  until timestamptz not null default '-infinity',
  constraint figures_have_one_leader check (only_row)
) with (fillfactor = 50);
insert into coditect_ops.metric_leader default values;

-- Numbers beside the points, which are for people.
alter table coditect_ops.backup_verifications
  add column newest_backup_at timestamptz,
  add column recovery_until timestamptz;

create index runs_parked on coditect_ops.runs (finished_at) where outcome = 'parked';

grant select, update on coditect_ops.metric_leader to coditect_system;
