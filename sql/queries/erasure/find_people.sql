-- Those of these people who are there, with what holds on addresses are held against.
select u.id, u.organization_id, u.email as address, lower(u.email) as lowered
from coditect_shared.users u
where u.id = any (cast(:ids as uuid[]))
