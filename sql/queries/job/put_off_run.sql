-- Keeps a due run, which a guard does not let go on here, for later, and says why; one whose worker has gone silent is interrupted by that.
update coditect_ops.runs
set outcome = case outcome when 'running' then 'interrupted' else outcome end, fence = fence + 1,
  finished_at = coalesce(finished_at, now()), progress = null,
  retry_at = now() + cast(:later as interval), problems = cast(:problems as jsonb)
where id = :id and fence = :fence
  and (outcome = 'running' and heartbeat_at < now() - cast(:takeover as interval) or outcome <> 'running' and retry_at <= now())
