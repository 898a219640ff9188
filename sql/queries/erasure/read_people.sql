-- The people of these organizations, in key order.
select u.id, u.organization_id, u.created_at, cast(u.xmin as text) as version,
  u.deleted_at is not null or o.deleted_at is not null as deleted
from coditect_shared.users u
  join coditect_shared.organizations o on o.id = u.organization_id
where u.organization_id = any (cast(:organizations as uuid[]))
order by u.id
