-- Locks people of an organization whom this run has not left already.
select u.id, u.organization_id, u.email as address, lower(u.email) as lowered
from coditect_shared.users u
where u.organization_id = :organization
  and not exists (select from coditect_ops.erasure_left l where l.run_id = :run_id and l.user_id = u.id and l.reason in ('held', 'export-open', 'cannot-be-deleted'))
limit :most
for update of u
