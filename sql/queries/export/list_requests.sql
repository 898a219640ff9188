-- Requests for copies with their time and their packages, the most urgent first; answered ones last. Open is what still waits for an
-- answer that it can get, so also what nothing tries any more.
with request as (
  select r.*,
    r.state in ('requested', 'running')
      or r.state = 'failed' and split_part(coalesce(r.reason, ''), chr(58), 1) not in ('erased', 'gone')
        and case when r.whole_organization then exists (select from coditect_shared.organizations o where o.id = r.organization_id)
          else exists (select from coditect_shared.users u where u.id = r.user_id) end as open
  from coditect_ops.export_requests r
  where (cast(:request as uuid) is null or r.id = cast(:request as uuid))
    and (cast(:organization as uuid) is null or r.organization_id = cast(:organization as uuid))
    and (cast(:state as text) is null or r.state = cast(:state as text)
      or cast(:state as text) = 'open' and r.state in ('requested', 'running', 'failed'))
)
select r.id, r.organization_id, r.whole_organization, r.profile, r.state, r.open, r.reason, r.attempts,
  case when r.state = 'requested' then r.retry_at end as retry_at,
  r.requested_at, r.due_at, r.finished_at, r.deletion, r.delivered_at, r.delivered_by,
  p.location, p.bytes, p.sha256, p.data_at, p.expires_at
from request r
  left join coditect_ops.export_packages p on p.id = r.package_id and p.state = 'ready' and r.state in ('ready', 'delivered')
where (cast(:state as text) is distinct from 'open' or r.open)
  and (cast(:troubled_at as timestamptz) is null or r.state = 'failed' or r.due_at <= cast(:troubled_at as timestamptz)
    -- Put off, and until the next try has come to its end.
    or r.state in ('requested', 'running') and r.attempts > 0 and r.reason is not null)
order by not r.open, r.due_at, r.id
limit :most
