-- The instances that restore drills make, written down before the service is asked for them. Run as coditect_owner.

create table coditect_ops.drill_instances (
  project text not null,
  name text not null,
  -- Whose backup it is for.
  source_project text not null,
  source text not null,
  run_id uuid not null,
  kind text not null,
  -- The instant before the service was asked; retention is counted from here.
  intended_at timestamptz not null,
  -- The service's name of the operation that makes it, once it answered.
  operation text,
  -- When it was made, as the service says.
  created_at timestamptz,
  -- Until when it is kept for a person.
  kept_until timestamptz,
  removed_at timestamptz,
  primary key (project, name),
  constraint a_drill_never_writes_to_its_source check ((project, name) <> (source_project, source)),
  constraint drill_instances_are_made_in_a_known_way check (kind in ('create', 'clone'))
);

create index drill_instances_by_run on coditect_ops.drill_instances (run_id);
create index drill_instances_that_are_left on coditect_ops.drill_instances (intended_at) where removed_at is null;

grant select, insert, update on coditect_ops.drill_instances to coditect_system;
