-- Writes what has become of a drill's instance.
update coditect_ops.drill_instances
set
  operation = :operation,
  created_at = cast(:created_at as timestamptz),
  kept_until = cast(:kept_until as timestamptz),
  removed_at = cast(:removed_at as timestamptz)
where project = :project and name = :name
