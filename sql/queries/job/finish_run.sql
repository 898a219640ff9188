-- Ends the run, unless it was taken over meanwhile. Parking again asks for another approval.
update coditect_ops.runs
set outcome = :outcome, finished_at = now(), heartbeat_at = now(), took = now() - started_at, progress = null,
  changed = cast(:changed as jsonb), problems = cast(:problems as jsonb),
  retry_at = now() + cast(:retryAfter as interval),
  approved_by = case when :outcome = 'parked' then null else approved_by end,
  approved_as = case when :outcome = 'parked' then null else approved_as end,
  approved_at = case when :outcome = 'parked' then null else approved_at end
where id = :id and fence = :fence and outcome = 'running'
returning extract(epoch from took) as took_seconds, retry_at
