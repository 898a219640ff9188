-- The key of a parked replay that somebody has let go on.
select key from coditect_ops.runs
where job = :job and outcome = 'parked' and approved_at is not null
order by started_at desc
limit 1
