-- Every column of every table that holds rows in the schemas of the tenants and of the worker.
select format('%s.%s', n.nspname, c.relname) as "table", a.attname as "column",
  format_type(a.atttypid, null) as type, not a.attnotnull as nullable
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname in ('coditect_shared', 'coditect_ops') and c.relkind in ('r', 'p', 'm', 'f') and not c.relispartition
order by 1, a.attnum
