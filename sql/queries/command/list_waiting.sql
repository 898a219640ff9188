-- What waits for longer than it takes to be fired, taken up or published, by job: triggers that nobody fires, runs that nobody takes up, runs for
-- an approval, events that do not leave the outbox. The same as schedule/list_stuck_triggers, job/list_waiting_runs and outbox/find_stuck_events find, for people.
with waiting as (
  select t.job_name as job,
    case
      when t.trigger_state = 'PAUSED' and t.description = 'cannot be read' then 'set aside, as it cannot be read'
      when t.trigger_state in ('PAUSED', 'PAUSED_BLOCKED') then 'paused in the scheduler'
      when t.description like 'put off: %' then 'left by the workers that looked: ' || substr(t.description, 10)
      else 'not fired, state ' || t.trigger_state
    end as reason,
    case when t.trigger_group in ('schedules', 'engine') then 'schedule' else 'queued run' end as kind,
    to_timestamp(t.next_fire_time / 1000.0) as since
  from coditect_ops.qrtz_triggers t
  where t.trigger_state in ('PAUSED', 'PAUSED_BLOCKED', 'ERROR') or t.description like 'put off: %' or t.next_fire_time is null
    or t.trigger_state <> 'EXECUTING' and t.next_fire_time < extract(epoch from now() - cast(:overdue as interval)) * 1000
      and not exists (
        select from coditect_ops.qrtz_fired_triggers f
        where f.sched_name = t.sched_name and f.trigger_name = t.trigger_name and f.trigger_group = t.trigger_group)
  union all
  select r.job,
    case when r.outcome = 'parked' and r.approved_at is null then 'for an approval' else 'not taken up, outcome ' || r.outcome end, 'run',
    case
      when r.outcome = 'parked' and r.approved_at is null or r.retry_at > now() then r.finished_at
      else coalesce(r.retry_at, r.heartbeat_at)
    end
  from coditect_ops.runs r
  where (r.outcome = 'running' and r.heartbeat_at < now() - cast(:takeover as interval) - cast(:overdue as interval)
      or r.retry_at < now() - cast(:overdue as interval) or r.retry_at > now() + interval '1 day'
      or r.outcome = 'parked' and r.approved_at is null and r.finished_at < now() - cast(:overdue as interval))
    and (r.outcome = 'parked' and r.approved_at is null
      or not (r.destructive and coalesce((select paused from coditect_ops.destruction), true)))
    and not exists (
      select from coditect_ops.runs o
      where o.job = r.job and o.parameters = r.parameters and o.outcome = 'running' and o.id <> r.id
        and o.heartbeat_at >= now() - cast(:takeover as interval))
  union all
  select coalesce(r.job, 'no job'),
    case when e.refused_at is not null then 'refused by the topic' else 'not published' end, 'event', e.recorded_at
  from coditect_ops.outbox e left join coditect_ops.runs r on r.id = e.run_id
  where e.refused_at is not null or e.recorded_at < now() - cast(:overdue as interval)
)
select job, kind, reason, count(*) as count, min(since) as since
from waiting
where cast(:job as text) is null or job = :job
group by job, kind, reason
order by job, kind, reason
limit 200
