-- Triggers that nobody fires: why, since when they should have fired, and how many of a kind.
select t.job_name as job, t.trigger_group as group_name, t.trigger_group in ('schedules', 'engine') as scheduled, t.trigger_state as state,
  coalesce(t.description, '') as description, count(*) as triggers, min(t.trigger_name) as example,
  to_timestamp(min(t.next_fire_time) / 1000.0) as since
from coditect_ops.qrtz_triggers t
where t.sched_name = :scheduler
  and (t.trigger_state in ('PAUSED', 'PAUSED_BLOCKED', 'ERROR')
    or t.description like 'put off: %'
    or t.trigger_state <> 'EXECUTING' and t.next_fire_time < extract(epoch from now() - cast(:overdue as interval)) * 1000
      and not exists (
        select from coditect_ops.qrtz_fired_triggers f
        where f.sched_name = t.sched_name and f.trigger_name = t.trigger_name and f.trigger_group = t.trigger_group)
    or t.next_fire_time is null)
group by 1, 2, 3, 4, 5
order by 1, 2, 3, 4, 5
limit 100
