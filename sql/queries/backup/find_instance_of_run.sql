-- Which instance of a run is not removed yet?
select project, name, source_project, source, run_id, kind, intended_at, operation, created_at, kept_until, prefix
from coditect_ops.drill_instances
where run_id = :run_id and removed_at is null
