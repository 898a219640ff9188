-- Which other run of a drill is under way?
select r.key
from coditect_ops.runs r
where
  r.job = 'backup-verification'
  and r.outcome = 'running'
  and r.id <> :run_id
  and r.parameters ->> 'level' in ('drill', 'point-in-time')
order by r.started_at
limit 1
