-- Inside a bite: proves that the run is still ours, keeps a takeover out until the commit, names the run to the audit triggers,
-- and reads for a destructive run whether destruction is held back. A missing switch holds it back.
select
  set_config('ops.run_id', cast(r.id as text), true) as run,
  r.destructive and coalesce(d.paused, true) as held_back,
  d.paused_by,
  d.paused_at
from coditect_ops.runs r
left join coditect_ops.destruction d on true
where r.id = :id and r.fence = :fence and r.outcome = 'running'
for key share of r
