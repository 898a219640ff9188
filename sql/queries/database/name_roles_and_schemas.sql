-- Which of our roles, memberships and schemas are there, in words.
select 'role ' || rolname
from pg_catalog.pg_roles where rolname in ('coditect_owner', 'coditect_app', 'coditect_system')
union all
select 'schema ' || nspname
from pg_catalog.pg_namespace where nspname in ('coditect_shared', 'coditect_ops')
union all
select 'membership of ' || quote_ident(current_user) || ' in coditect_owner'
from pg_catalog.pg_auth_members m
  join pg_catalog.pg_roles g on g.oid = m.roleid
  join pg_catalog.pg_roles l on l.oid = m.member
where g.rolname = 'coditect_owner' and l.rolname = current_user
