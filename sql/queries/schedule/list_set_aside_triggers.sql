-- Triggers that were set aside because they could not be read, in no order, so that of very many each is looked at again.
select trigger_name, trigger_group
from coditect_ops.qrtz_triggers
where sched_name = :scheduler and trigger_state = 'PAUSED' and description = 'cannot be read'
order by random()
limit 200
