-- Who or what started a run?
select coalesce(started_by, origin)
from coditect_ops.runs
where id = :run_id
