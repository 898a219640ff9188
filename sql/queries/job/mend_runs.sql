-- Lets runs go on that nothing would find for long: interrupted or approved without a next attempt, due much later than the file of
-- their job ever says, or alive in the future only.
update coditect_ops.runs
set retry_at = case outcome when 'running' then retry_at else now() end,
  heartbeat_at = case outcome when 'running' then now() else heartbeat_at end
where outcome = 'interrupted' and retry_at is null
  or outcome = 'parked' and approved_at is not null and retry_at is null
  or outcome <> 'running' and exists (
    select from unnest(cast(:jobs as text[]), cast(:furthest as text[])) as known (name, furthest)
    where known.name = job and retry_at > now() + cast(known.furthest as interval))
  or outcome = 'running' and heartbeat_at > now() + interval '1 minute'
returning job, key
