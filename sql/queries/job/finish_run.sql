-- Ends the run, unless it was taken over meanwhile.
update coditect_ops.runs
set outcome = :outcome, finished_at = now(), heartbeat_at = now(), took = now() - started_at, progress = null,
  changed = cast(:changed as jsonb), problems = cast(:problems as jsonb),
  retry_at = now() + cast(:retryAfter as interval)
where id = :id and fence = :fence and outcome = 'running'
returning extract(epoch from took) as took_seconds, retry_at
