-- Requests with their time, the most urgent first; answered ones last.
select id, organization_id, whole_organization, state, ground, hold_id, requested_at, due_at, extended_until, finished_at
from coditect_ops.erasure_requests
where (cast(:request as uuid) is null or id = cast(:request as uuid))
  and (cast(:organization as uuid) is null or organization_id = cast(:organization as uuid))
  and (cast(:state as text) is null or state = cast(:state as text) or cast(:state as text) = 'open' and state <> 'completed')
order by state = 'completed', coalesce(extended_until, due_at), id
limit :most
