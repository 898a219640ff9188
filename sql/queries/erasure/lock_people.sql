-- Locks those of these people whose rows are still the planned versions.
select u.id, u.organization_id, u.email as address, lower(u.email) as lowered
from coditect_shared.users u
  join unnest(cast(:ids as uuid[]), cast(:versions as xid[])) as p (id, version) on p.id = u.id and p.version = u.xmin
for update of u
