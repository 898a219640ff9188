-- Inside a bite: proves that the run is still ours, keeps a takeover out until the commit, and names the run to the audit triggers.
select set_config('ops.run_id', cast(id as text), true)
from coditect_ops.runs
where id = :id and fence = :fence and outcome = 'running'
for key share
