-- What this worker is on record to be firing, and is not: another name has the schedulers' own recovery take it over.
update coditect_ops.qrtz_fired_triggers
set instance_name = left('lost by ' || instance_name, 200)
where sched_name = :scheduler and instance_name = :worker
  and not (entry_id = any(cast(:running as text[])))
  and greatest(fired_time, sched_time) < extract(epoch from now() - cast(:overdue as interval)) * 1000
