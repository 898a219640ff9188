-- Some thousand people to play the tenants with, each with a license and a project of their organization.
select u.organization_id, l.id, u.id, u.username, p.id
from (select * from coditect_shared.users where deleted_at is null order by id limit 3000) u
cross join lateral (
  select id from coditect_shared.licenses l where l.organization_id = u.organization_id order by l.id offset hashtext(u.username) & 15 limit 1) l
cross join lateral (
  select id from coditect_shared.projects p where p.owner_id = u.id limit 1) p;
