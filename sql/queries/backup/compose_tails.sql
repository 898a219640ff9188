-- The worker's own tables from which it cannot delete, with the statement that counts and fingerprints their newest entries.
with readable as (
  select c.oid, format('%I.%I', n.nspname, c.relname) as name, a.attname, a.attidentity <> '' as identity, c.relkind,
    case when t.typname in ('bool', 'int2', 'int4', 'int8', 'numeric', 'text', 'uuid', 'timestamptz') then format('t.%I', a.attname)
      else format('t.%I::text', a.attname) end as expression,
    has_column_privilege(c.oid, a.attnum, 'update') as changes
  from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_catalog.pg_type t on t.oid = a.atttypid
  where n.nspname = 'coditect_ops' and c.relkind = 'r' and has_column_privilege(c.oid, a.attnum, 'select')
    and not has_table_privilege(c.oid, 'delete')
),
tables as (
  select oid, name, max(attname) filter (where identity) as key, array_agg(attname::text order by attname) filter (where not changes) as columns,
    string_agg(expression, ', ' order by attname) filter (where not changes) as expressions,
    string_agg(format('%I', attname), ', ' order by attname) filter (where not changes) as names
  from readable group by oid, name
)
select name, key::text as key, columns, expressions,
  format('select coalesce(min(t.%1$I), 0) as first, coalesce(max(t.%1$I), 0) as last, count(*) as row_count,'
    || ' coalesce(sum(hash_record_extended(row(%2$s), 0)), 0) as fingerprint'
    || ' from (select * from (select %3$s from %4$s order by %1$I desc limit %5$s) newest) t',
    key, expressions, names, name, cast(:most as bigint)) as statement
from tables where key is not null
order by name collate "C"
