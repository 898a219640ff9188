-- Restore drills: who, when, what, how it ended, and what was found. Run as coditect_owner.

create table coditect_ops.drills (
  id uuid primary key,
  run_id uuid not null,
  -- drill: a backup was restored; point-in-time: a clone to an instant.
  level text not null,
  started_at timestamptz not null,
  -- An operator or a trigger.
  started_by text not null,
  ended_at timestamptz,
  -- Null while it is under way, or was given up by a worker that nobody has followed.
  verdict text,
  -- The last stage that was reached.
  stage text not null,
  source_instance text not null,
  target_instance text,
  backup_id text,
  -- From when to when the backup was made; of a point-in-time clone both are its instant.
  backup_from timestamptz,
  backup_until timestamptz,
  -- The newest marker in the copy.
  marker bigint,
  -- Age of the newest marker when the backup was made.
  rpo interval,
  -- From the choice of the backup to the end of the examination, and its parts in ISO 8601 by stage.
  rto interval,
  rto_parts jsonb not null default '{}',
  -- The examination of the copy as it was restored, and of the copy with the planted fault.
  checks jsonb not null default '[]',
  checks_after_fault jsonb not null default '[]',
  fault text,
  fault_seed bigint,
  fault_named boolean,
  -- What, where and cure of everything that kept the drill from being ok.
  problems jsonb not null default '[]',
  -- The settings and limits that were in force.
  configuration jsonb not null default '{}',
  constraint a_run_is_one_drill unique (run_id),
  constraint drills_have_a_known_level check (level in ('drill', 'point-in-time')),
  constraint drills_have_a_known_verdict check (verdict in ('ok', 'failed', 'inconclusive', 'timed-out', 'invalid')),
  constraint a_drill_ends_with_a_verdict check ((ended_at is null) = (verdict is null)),
  constraint a_drill_ends_after_it_started check (ended_at >= started_at),
  constraint a_fault_is_said_to_be_named_or_not check ((fault is null) or (fault_seed is not null)),
  constraint an_ok_drill_could_see check (verdict <> 'ok' or (fault_named and rpo is not null and rto is not null)),
  constraint rto_parts_are_an_object check (jsonb_typeof(rto_parts) = 'object'),
  constraint drill_checks_are_lists check (jsonb_typeof(checks) = 'array' and jsonb_typeof(checks_after_fault) = 'array'),
  constraint drill_problems_are_a_list check (jsonb_typeof(problems) = 'array'),
  constraint drill_configurations_are_an_object check (jsonb_typeof(configuration) = 'object')
);
create index drills_by_start on coditect_ops.drills (started_at);

grant select, insert, update on coditect_ops.drills to coditect_system;
