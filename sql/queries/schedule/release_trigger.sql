-- Lets a trigger go on that was set aside and can be read again, unless somebody has paused its group since.
update coditect_ops.qrtz_triggers t
set trigger_state = case when exists (
      select from coditect_ops.qrtz_paused_trigger_grps g
      where g.sched_name = t.sched_name and g.trigger_group in (t.trigger_group, '_$_ALL_GROUPS_PAUSED_$_'))
    then 'PAUSED' else 'WAITING' end,
  next_fire_time = case when coalesce(t.next_fire_time, 0) <= 0 then extract(epoch from now()) * 1000 else t.next_fire_time end,
  description = null
where t.sched_name = :scheduler and t.trigger_name = :name and t.trigger_group = :group
  and t.trigger_state = 'PAUSED' and t.description = 'cannot be read'
