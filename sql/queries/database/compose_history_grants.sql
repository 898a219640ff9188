-- The statements that let the system role read the migration histories that exist.
select format('grant select on %I.%I to coditect_system', n.nspname, c.relname)
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'coditect_ops' and c.relname in ('flyway_tenant_history', 'flyway_ops_history')
  and not has_table_privilege('coditect_system', c.oid, 'select')
order by c.relname
