-- Which other run of a drill began before this one and is under way? Of two that began together the later one gives way.
select r.key
from coditect_ops.runs r
where
  r.job = 'backup-verification'
  and r.outcome = 'running'
  and r.heartbeat_at >= now() - cast(:takeover as interval)
  and (r.started_at, r.id) < (select m.started_at, m.id from coditect_ops.runs m where m.id = :run_id)
  and r.parameters ->> 'level' in ('drill', 'point-in-time')
order by r.started_at
limit 1
