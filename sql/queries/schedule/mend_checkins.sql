-- A worker whose last sign of life lies in the future would not be missed before then.
update coditect_ops.qrtz_scheduler_state
set last_checkin_time = least(last_checkin_time, extract(epoch from now()) * 1000), checkin_interval = least(checkin_interval, 60000)
where sched_name = :scheduler
  and (last_checkin_time > extract(epoch from now() + interval '1 minute') * 1000 or checkin_interval > 60000)
