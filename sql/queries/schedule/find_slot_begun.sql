-- The run of a slot, if it is on record, else of a newer one of its schedule.
select key
from coditect_ops.runs
where job = :job and started_at > cast(:slot as timestamptz) - interval '1 hour'
  and starts_with(key, cast(:schedule as text) || '@') and key collate "C" >= :key
order by key = :key desc, key collate "C" desc
limit 1
