-- Who takes over in each of these organizations: the oldest living OWNER who is not being erased.
select distinct on (u.organization_id) u.organization_id, u.id
from coditect_shared.users u
where u.organization_id = any (cast(:organizations as uuid[])) and u.role = 'OWNER' and u.deleted_at is null
  and u.id <> all (cast(:ids as uuid[]))
  and not exists (select from coditect_ops.erasure_requests r where r.user_id = u.id and r.state <> 'completed')
order by u.organization_id, u.created_at, u.id
