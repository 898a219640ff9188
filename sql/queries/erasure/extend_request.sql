-- Extends an open request once, by two calendar months in the zone of its organization, while its first due date lies ahead.
update coditect_ops.erasure_requests r
set extended_until = ((r.due_at at time zone z.zone) + interval '2 months') at time zone z.zone,
  extension_reason = :reason, extended_by = :by, extended_as = session_user, extended_at = cast(:now as timestamptz)
from (
  select q.id, coalesce(o.time_zone, 'UTC') as zone
  from coditect_ops.erasure_requests q
    left join coditect_shared.organizations o on o.id = q.organization_id
  where q.id = :request) z
where r.id = z.id and r.state <> 'completed' and r.extended_until is null and r.due_at > cast(:now as timestamptz)
