-- Keeps a trigger that cannot be read from standing in everybody's way; the check shows it.
update coditect_ops.qrtz_triggers
set trigger_state = 'PAUSED', description = 'cannot be read'
where sched_name = :scheduler and trigger_name = :name and trigger_group = :group
