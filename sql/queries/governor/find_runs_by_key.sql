-- The runs that have this key, of whichever job; those that wait for an approval first.
select id
from coditect_ops.runs
where key = :key
order by outcome = 'parked' desc, started_at desc
limit 3
