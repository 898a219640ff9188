-- Lets a parked run go on; answers nothing when it is not parked any more or somebody approved it before.
update coditect_ops.runs
set approved_by = :by, approved_as = session_user || ' (' || cast(:operator as text) || ')', approved_at = now(), retry_at = now()
where id = :run and outcome = 'parked' and approved_at is null
returning approved_at
