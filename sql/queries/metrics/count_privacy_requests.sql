-- Requests by state, how many days are left to the most urgent open one, and how long the oldest copy that was asked for waits.
with erasures as materialized (
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
select 'export_oldest_waiting', null, null, greatest(0, coalesce(extract(epoch from cast(:now as timestamptz) - min(waiting_since)), 0)) from exports
