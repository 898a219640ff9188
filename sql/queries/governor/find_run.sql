-- A run as an approval sees it.
select id, job, key, outcome, started_by, started_as, approved_by, approved_at
from coditect_ops.runs
where id = :run
