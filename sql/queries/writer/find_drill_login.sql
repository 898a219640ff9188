-- The login of an administrator that a restore drill has made on its copy, the oldest of several; on no other server there is one.
select r.rolname as login
from pg_catalog.pg_roles r
where r.rolname ~ '^ops_drill_' and r.rolcanlogin and r.rolcreaterole
order by r.oid
limit 1
