-- The queued triggers of a job that may carry this key: one that asks for its run, or asks again, perhaps beside one that fires, and
-- those that were put off.
select trigger_name
from coditect_ops.qrtz_triggers
where trigger_group = :job
  and (trigger_name in (:first, :again) or starts_with(trigger_name, 'put-off-')
    or starts_with(trigger_name, 'again-') and right(trigger_name, length(:ending)) = :ending)
