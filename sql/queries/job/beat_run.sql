-- Says that the run is alive and how far it is.
update coditect_ops.runs
set heartbeat_at = now(), progress = :progress, changed = cast(:changed as jsonb)
where id = :id and fence = :fence and outcome = 'running'
