-- The queued triggers of a job that may carry this key: one that asks for its run, asks again or was put off; one that asks again
-- beside one that fires; and what an earlier version has put off, whose name does not tell.
select trigger_name
from coditect_ops.qrtz_triggers
where sched_name = :scheduler and trigger_group = :job
  and (trigger_name = any (:names)
    or starts_with(trigger_name, 'again-') and right(trigger_name, length(:ending)) = :ending
    or trigger_name like 'put-off-________-____-____-____-____________')
