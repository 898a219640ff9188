-- Gives triggers of queued runs the second of their two rows where it is missing: such a one cannot be read.
insert into coditect_ops.qrtz_simple_triggers (sched_name, trigger_name, trigger_group, repeat_count, repeat_interval, times_triggered)
select t.sched_name, t.trigger_name, t.trigger_group, 0, 0, 0
from coditect_ops.qrtz_triggers t
where t.sched_name = :scheduler and t.job_group = 'runs' and t.trigger_group <> 'schedules'
on conflict do nothing
