-- Lets triggers go on that no scheduler would ever fire again: set aside as in error, left in the middle of a step that nobody is at,
-- without a next instant or with one that lies too far ahead, or bound to something that we never use.
-- What somebody paused stays paused.
with parked as (
  select t.trigger_name, t.trigger_group, t.trigger_state
  from coditect_ops.qrtz_triggers t
  where t.sched_name = :scheduler
    and t.trigger_state not in ('PAUSED', 'PAUSED_BLOCKED')
    and (
      t.trigger_state not in ('WAITING', 'ACQUIRED', 'BLOCKED', 'COMPLETE', 'EXECUTING')
      or t.trigger_state in ('ACQUIRED', 'COMPLETE', 'EXECUTING') and not exists (
        select from coditect_ops.qrtz_fired_triggers f
        where f.sched_name = t.sched_name and f.trigger_name = t.trigger_name and f.trigger_group = t.trigger_group)
      or t.trigger_state = 'BLOCKED' and not exists (
        select from coditect_ops.qrtz_fired_triggers f
        where f.sched_name = t.sched_name and f.job_name = t.job_name and f.job_group = t.job_group)
      or t.trigger_state = 'WAITING' and (
        coalesce(t.next_fire_time, 0) <= 0
        or t.job_group = 'runs' and t.trigger_group <> 'schedules'
          and t.next_fire_time > extract(epoch from now() + cast(:furthest as interval)) * 1000)
      or t.calendar_name is not null or coalesce(t.end_time, 0) > 0
      or t.job_group = 'runs' and t.trigger_group <> 'schedules' and t.trigger_type <> 'SIMPLE')
)
update coditect_ops.qrtz_triggers t
set trigger_state = case when p.trigger_state in ('ACQUIRED', 'BLOCKED', 'COMPLETE', 'EXECUTING') and exists (
      select from coditect_ops.qrtz_fired_triggers f
      where f.sched_name = t.sched_name and f.trigger_name = t.trigger_name and f.trigger_group = t.trigger_group)
    then p.trigger_state else 'WAITING' end,
  next_fire_time = case
    when coalesce(t.next_fire_time, 0) <= 0
      or t.next_fire_time > extract(epoch from now() + cast(:furthest as interval)) * 1000 and t.trigger_group <> 'schedules'
    then extract(epoch from now()) * 1000 else t.next_fire_time end,
  calendar_name = null, end_time = 0,
  trigger_type = case when t.job_group = 'runs' and t.trigger_group <> 'schedules' then 'SIMPLE' else t.trigger_type end
from parked p
where t.sched_name = :scheduler and t.trigger_name = p.trigger_name and t.trigger_group = p.trigger_group
returning t.trigger_name, t.job_name, p.trigger_state as state
