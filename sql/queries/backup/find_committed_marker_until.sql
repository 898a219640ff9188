-- Which is the newest marker that was committed by an instant, and by when was it? Its run ends after its commit.
select m.taken_at, coalesce(r.finished_at, m.taken_at + interval '1 minute') as committed_at
from coditect_ops.backup_markers m
left join coditect_ops.runs r on r.id = m.run_id
where coalesce(r.finished_at, m.taken_at + interval '1 minute') <= :until
order by m.sequence desc
limit 1
