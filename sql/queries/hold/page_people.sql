-- People with their addresses, in key order after the last one.
select u.id, u.organization_id, u.email as address, lower(u.email) as lowered
from coditect_shared.users u
where u.id > :after and (cast(:organization as uuid) is null or u.organization_id = cast(:organization as uuid))
order by u.id
limit :most
