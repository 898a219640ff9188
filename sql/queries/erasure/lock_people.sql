-- Locks those of these people whose rows are still the planned versions.
select u.id, u.organization_id, lower(u.email) as address
from coditect_shared.users u
  join unnest(cast(:ids as uuid[]), cast(:versions as xid[])) as p (id, version) on p.id = u.id and p.version = u.xmin
for update of u
