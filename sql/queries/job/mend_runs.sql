-- Lets runs go on that nothing would ever find: interrupted or approved without a next attempt, or alive in the future only.
update coditect_ops.runs
set retry_at = case outcome when 'running' then retry_at else now() end,
  heartbeat_at = case outcome when 'running' then now() else heartbeat_at end
where outcome = 'interrupted' and retry_at is null
  or outcome = 'parked' and approved_at is not null and retry_at is null
  or outcome = 'running' and heartbeat_at > now() + interval '1 minute'
returning job, key
