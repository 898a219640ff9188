-- Whether this session has what a membership gives.
select coalesce((select pg_has_role(current_user, r.oid, 'usage') from pg_catalog.pg_roles r where r.rolname = :role), false)
