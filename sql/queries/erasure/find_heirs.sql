-- Who takes over in each of these organizations: the oldest living OWNER who is not being erased. Kept from being erased by
-- another run until this one has handed over.
select o.organization_id, h.id
from unnest(cast(:organizations as uuid[])) as o (organization_id)
  cross join lateral (
    select u.id
    from coditect_shared.users u
    where u.organization_id = o.organization_id and u.role = 'OWNER' and u.deleted_at is null
      and u.id <> all (cast(:ids as uuid[]))
      and not exists (select from coditect_ops.erasure_requests r where r.user_id = u.id and r.state <> 'completed')
    order by u.created_at, u.id
    limit 1
    for key share of u) h
