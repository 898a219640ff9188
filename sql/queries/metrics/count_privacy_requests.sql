-- Requests by state, how many days are left to the most urgent open one, how long the oldest copy that was asked for waits, and which
-- requests the last run that ended well found and left without a reason on record.
with ended as materialized (
  -- Of runs for all tenants; whatever came after they began was not theirs to do.
  select jobs.name as job, (
    select r.as_of from coditect_ops.runs r
    where r.job = jobs.name and r.outcome in ('done', 'nothing-to-do') and r.parameters = '{}'
    order by r.started_at desc limit 1) as began_at
  from (values ('gdpr-purge'), ('gdpr-export')) jobs (name)
), erasures as materialized (
  select case when r.awaits_participants then 'partly' else r.state end as state,
    count(*) as requests,
    min(coalesce(r.extended_until, r.due_at)) filter (where r.state = 'waiting' or r.awaits_participants) as due_at
  from coditect_ops.erasure_requests r group by 1
), exports as materialized (
  select r.state,
    count(*) as requests,
    min(r.due_at) filter (where r.state in ('requested', 'running')) as due_at,
    min(r.requested_at) filter (where r.state in ('requested', 'running')) as waiting_since
  from coditect_ops.export_requests r group by r.state
)
select 'erasure_requests' as figure, state, null as kind, cast(requests as double precision) as value from erasures
union all
select 'export_requests', state, null, requests from exports
union all
select 'privacy_request_days_left', null, 'erasure', extract(epoch from min(due_at) - cast(:now as timestamptz)) / 86400
from erasures having min(due_at) is not null
union all
select 'privacy_request_days_left', null, 'export', extract(epoch from min(due_at) - cast(:now as timestamptz)) / 86400
from exports having min(due_at) is not null
union all
select 'erasure_requests_left', null, null, count(*)
from coditect_ops.erasure_requests r
join ended on ended.job = 'gdpr-purge' and r.received_at < ended.began_at
where r.state = 'waiting' and r.ground is null
  and (not r.whole_organization
    or exists (select from coditect_shared.organizations o where o.id = r.organization_id and o.deleted_at < ended.began_at))
  and not exists (
    select from coditect_ops.erasure_left l where l.organization_id = r.organization_id and l.user_id is not distinct from r.user_id)
union all
select 'export_requests_left', null, null, count(*)
from coditect_ops.export_requests r
join ended on ended.job = 'gdpr-export' and greatest(r.received_at, r.retried_at, r.retry_at) < ended.began_at
where r.state = 'requested'
union all
select 'export_oldest_waiting', null, null, greatest(0, coalesce(extract(epoch from cast(:now as timestamptz) - min(waiting_since)), 0)) from exports
