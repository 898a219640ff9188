-- Packages to be removed from their place, after this one in the order of their ids. One given up is looked for again for a day, should its writer wake up.
select p.id, p.location, p.state = 'ready' or p.finished_at < now() - interval '1 day' as for_good
from coditect_ops.export_packages p
where (cast(:after as uuid) is null or p.id > cast(:after as uuid))
  and (p.state = 'abandoned' or p.state = 'ready' and (
    p.expires_at <= least(cast(:as_of as timestamptz), now())
    or not exists (select from coditect_ops.export_requests r where r.package_id = p.id and r.state in ('ready', 'delivered'))))
order by p.id
limit :most
