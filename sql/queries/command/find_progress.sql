-- One line about a run that is under way, for the terminal.
select job || ' ' || coalesce(progress, 'running') || case when changed = '{}' then '' else ' ' || cast(changed as text) end
from coditect_ops.runs
where job = :job and key = :key and outcome = 'running'
