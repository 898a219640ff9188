-- Workers that fire something and are not on record: as dead ones they are recovered by any scheduler.
insert into coditect_ops.qrtz_scheduler_state (sched_name, instance_name, last_checkin_time, checkin_interval)
select distinct f.sched_name, f.instance_name, 0, 7500
from coditect_ops.qrtz_fired_triggers f
where f.sched_name = :scheduler and f.fired_time < extract(epoch from now() - cast(:overdue as interval)) * 1000
on conflict do nothing
