-- Notes that a link to the package of a request was given, while the package can be fetched; the first one stays on record.
update coditect_ops.export_requests r
set state = 'delivered', delivered_at = coalesce(r.delivered_at, cast(:now as timestamptz)), delivered_by = coalesce(r.delivered_by, :by),
  delivered_as = coalesce(r.delivered_as, session_user)
from coditect_ops.export_packages p
where r.id = :request and r.state in ('ready', 'delivered')
  and p.id = r.package_id and p.state = 'ready' and p.location = :location and p.expires_at > cast(:now as timestamptz)
