-- Triggers that should have fired a while ago, and all schedules: whether they can be read is looked at.
select trigger_name, trigger_group
from coditect_ops.qrtz_triggers
where sched_name = :scheduler and trigger_state = 'WAITING'
  and (trigger_group in ('schedules', 'engine') or next_fire_time < extract(epoch from now() - cast(:overdue as interval)) * 1000)
order by next_fire_time
limit 200
