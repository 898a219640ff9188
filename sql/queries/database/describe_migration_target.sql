-- Who migrates, what that login may do here, and what is there already.
select
  current_user as login,
  current_database() as database,
  current_setting('server_version_num')::integer as version,
  (select rolcreaterole or rolsuper from pg_catalog.pg_roles where rolname = current_user) as makes_roles,
  has_database_privilege(current_database(), 'create') as makes_schemas,
  (select count(*) = 3 from pg_catalog.pg_roles
   where rolname in ('coditect_owner', 'coditect_app', 'coditect_system'))
    and exists (
      select from pg_catalog.pg_roles
      where rolname = 'coditect_owner' and pg_has_role(current_user, oid, 'member')) as has_roles,
  (select count(*) = 2 from pg_catalog.pg_namespace
   where nspname in ('coditect_shared', 'coditect_ops')) as has_schemas,
  exists (
    select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'coditect_shared' and c.relname = 'licenses') as has_tenant_tables,
  exists (
    select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'coditect_ops' and c.relname = 'flyway_tenant_history') as has_tenant_history
