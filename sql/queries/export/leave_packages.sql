-- Gives up packages whose worker was lost and that nobody waits for any more.
update coditect_ops.export_packages p
set state = 'abandoned', finished_at = now(), reason = 'its worker was lost'
where p.state = 'writing'
  and not exists (select from coditect_ops.export_requests r where r.package_id = p.id and r.state = 'running')
  and not exists (
    select from coditect_ops.runs u
    where u.id = p.run_id and u.outcome = 'running' and u.heartbeat_at > now() - cast(:takeover as interval))
