-- Which instances of a project did drills make that are not removed?
select name
from coditect_ops.drill_instances
where project = :project and removed_at is null
