-- The triggers of a schedule's slots that wait for the run before them, but for those that fire at this moment.
select trigger_name
from coditect_ops.qrtz_triggers
where sched_name = :scheduler and trigger_group = :job and trigger_state <> 'COMPLETE'
  and starts_with(trigger_name, 'slot-') and right(trigger_name, length(:ending)) = :ending
order by 1
