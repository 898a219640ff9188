-- The fastest chunk found: one window of the heap, state, progress and events in one statement, no general rules.
with
moved as (
  update coditect_shared.licenses l
  set status = 'GRACE'
  from coditect_shared.organizations o
  join (values ('PRO', interval '14 days'), ('ENTERPRISE', interval '30 days')) as g (plan, days) on g.plan = o.plan
  where l.ctid >= cast(? as tid) and l.ctid < cast(? as tid) and l.status = 'ACTIVE' and l.expires_at <= cast(? as timestamptz)
    and o.id = l.organization_id
  returning l.id, l.organization_id, l.expires_at, o.time_zone,
    ((l.expires_at at time zone o.time_zone) + g.days) at time zone o.time_zone as grace_ends_at
),
recorded as (
  insert into coditect_ops.license_progress as p
    (license_id, organization_id, expires_at, stage, due_at, told, run_id)
  select id, organization_id, expires_at, 'GRACE', expires_at, 1, cast(? as uuid) from moved
  on conflict (license_id) do update
  set expires_at = excluded.expires_at, stage = excluded.stage, due_at = excluded.due_at, told = p.told + 1,
    notice_days = case when p.expires_at = excluded.expires_at then p.notice_days end, run_id = excluded.run_id, told_at = now()
  returning license_id, told
),
sent as (
  insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
  select
    'license.grace-started:' || id || ':' || cast(extract(epoch from expires_at) * 1000000 as bigint) || ':' || told,
    'ai.coditect.license.grace-started.v1', organization_id, expires_at, cast(? as uuid),
    jsonb_build_object(
      'organizationId', organization_id,
      'licenseId', id,
      'expiresAt', to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'dueAt', to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'processedAt', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'graceEndsAt', to_char(grace_ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  from moved join recorded on license_id = id
)
select count(*) from moved
