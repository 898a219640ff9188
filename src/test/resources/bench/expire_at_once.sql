-- Everything due at once, as one writes it by hand.
with
moved as (
  update coditect_shared.licenses l
  set status = 'GRACE'
  from coditect_shared.organizations o
  join (values ('PRO', interval '14 days'), ('ENTERPRISE', interval '30 days')) as g (plan, days) on g.plan = o.plan
  where  l.status = 'ACTIVE' and l.expires_at <= cast(? as timestamptz)
    and o.id = l.organization_id
  returning l.id, l.organization_id, l.expires_at, o.time_zone,
    ((l.expires_at at time zone o.time_zone) + g.days) at time zone o.time_zone as grace_ends_at
),
recorded as (
  insert into coditect_ops.license_stages (license_id, expires_at, stage, organization_id, due_at, announced, run_id)
  select id, expires_at, 'grace', organization_id, expires_at, true, cast(? as uuid) from moved
  union all
  select m.id, m.expires_at, n.stage, m.organization_id,
    ((m.expires_at at time zone m.time_zone) - n.before) at time zone m.time_zone, false, cast(? as uuid)
  from moved m
  cross join (values
    ('notice-30d', interval '30 days'), ('notice-14d', interval '14 days'),
    ('notice-7d', interval '7 days'), ('notice-1d', interval '1 day')) as n (stage, before)
  where not exists (
    select from coditect_ops.license_stages p
    where p.license_id = m.id and p.expires_at = m.expires_at and p.stage = n.stage)
),
sent as (
  insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
  select
    'license.grace-started:' || id || ':' || cast(extract(epoch from expires_at) * 1000000 as bigint),
    'ai.coditect.license.grace-started.v1', organization_id, expires_at, cast(? as uuid),
    jsonb_build_object(
      'organizationId', organization_id,
      'licenseId', id,
      'expiresAt', to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'dueAt', to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'processedAt', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'graceEndsAt', to_char(grace_ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  from moved
)
select count(*) from moved
