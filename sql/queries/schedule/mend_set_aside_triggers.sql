-- Takes from queued runs that were set aside what we never set, which may be all that keeps them from being read.
update coditect_ops.qrtz_triggers
set trigger_type = 'SIMPLE', calendar_name = null, end_time = 0
where sched_name = :scheduler and trigger_state = 'PAUSED' and description = 'cannot be read'
  and job_group = 'runs' and trigger_group <> 'schedules'
  and (trigger_type <> 'SIMPLE' or calendar_name is not null or coalesce(end_time, 0) > 0)
