-- Gives a package up. Its requests are tried again later, or have failed for good, which is told.
with given_up as (
  update coditect_ops.export_packages
  set state = 'abandoned', finished_at = now(), reason = :reason
  where id = cast(:package_id as uuid) and state in ('writing', 'ready')
),
ended as (
  update coditect_ops.export_requests
  set state = case when cast(:final as boolean) or attempts >= :attempts then 'failed' else 'requested' end,
    reason = case when cast(:final as boolean) or attempts >= :attempts then cast(:told as text) || ': ' else '' end || cast(:reason as text),
    -- Nobody is there whom the id could name.
    user_id = case when cast(:told as text) <> 'gone' then user_id end,
    recipient = case when cast(:told as text) <> 'gone' then recipient end,
    retry_at = case when cast(:final as boolean) or attempts >= :attempts then null
      else now() + least(cast(:first as interval) * power(2, least(attempts - 1, 20)), cast(:longest as interval)) end,
    finished_at = case when cast(:final as boolean) or attempts >= :attempts then now() end,
    announced = cast(:final as boolean) or attempts >= :attempts
  where package_id = cast(:package_id as uuid) and state = 'running'
  returning id, organization_id, state, requested_at, due_at, finished_at
),
told as (
  insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
  select 'export-failed-' || id || '-' || cast(:package_id as uuid), 'ai.coditect.privacy.export.failed.v1', cast(organization_id as text), finished_at, cast(:run_id as uuid),
    jsonb_build_object('requestId', id, 'organizationId', organization_id, 'reason', cast(:told as text),
      'requestedAt', to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'failedAt', to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  from ended
  where state = 'failed'
)
select count(*) filter (where state = 'failed') as failed, count(*) filter (where state = 'requested') as put_off from ended
