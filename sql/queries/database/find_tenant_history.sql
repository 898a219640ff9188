-- Whether this database keeps a history of the tenant migrations, that is, whether they are ours to apply.
select exists (
  select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'coditect_ops' and c.relname = 'flyway_tenant_history')
  or not exists (
    select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'coditect_shared' and c.relname = 'licenses')
