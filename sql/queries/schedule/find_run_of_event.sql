-- The key under which another version of the worker recorded the run of the same event: the bare id (its hash, where it may be a name), or, for one that was queued under
-- its bare id, one made of source and id. What began before the event was published is not its run.
select key
from coditect_ops.runs
where job = :job and parameters = cast(:parameters as jsonb) and origin = :origin and started_at >= cast(:since as timestamptz)
  and key <> :key
  and (key = :bare or 'sha256:' || encode(sha256(convert_to(key, 'UTF8')), 'hex') = :bare
    or :key = :bare and (key = :message or starts_with(key, :event) and substr(key, strpos(key, '#') + 1) = :bare))
order by started_at
limit 1
