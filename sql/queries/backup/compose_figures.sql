-- The tables of the tenants with the statement that counts and fingerprints each by tenant, over all columns that this session may read.
-- Types that hash as they are stay as they are; the others are hashed as text.
with readable as (
  select c.oid, format('%I.%I', n.nspname, c.relname) as name, a.attname, a.attnum,
    case when t.typname in ('bool', 'int2', 'int4', 'int8', 'numeric', 'text', 'varchar', 'bpchar', 'uuid', 'jsonb', 'bytea', 'date',
      'timestamp', 'timestamptz', 'interval', 'inet', 'float4', 'float8') then format('t.%I', a.attname)
      else format('t.%I::text', a.attname) end as expression
  from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_catalog.pg_type t on t.oid = a.atttypid
  where n.nspname = 'coditect_shared' and c.relkind in ('r', 'p') and not c.relispartition
    and has_column_privilege(c.oid, a.attnum, 'select')
),
tables as (
  select oid, name, array_agg(attname::text order by attname) as columns, string_agg(expression, ', ' order by attname) as expressions,
    case when name = 'coditect_shared.organizations' then 'id' else 'organization_id' end as tenant
  from readable group by oid, name
),
keyed as (
  select tables.*, (
      select string_agg(format('t.%I', a.attname), ', ' order by a.attname)
      from pg_catalog.pg_attribute a join pg_catalog.pg_index i on i.indrelid = a.attrelid and a.attnum = any (i.indkey)
      where a.attrelid = tables.oid and i.indisprimary) as keys
  from tables
)
select name, columns, expressions, tenant, coalesce(keys, expressions) as keys, pg_relation_filenode(oid)::bigint as filenode, 'created_at' = any (columns) as has_birth,
  'updated_at' = any (columns) as has_touch,
  format('select coalesce(t.%I, ''00000000-0000-0000-0000-000000000000'') as organization_id, count(*) as row_count,'
    || ' sum(hash_record_extended(row(%s), 0)) as fingerprint, sum(hash_record_extended(row(t.%I, %s), 1)) as identity'
    || ' from %s t group by 1 order by 1',
    tenant, expressions, tenant, coalesce(keys, expressions), name) as statement
from keyed where tenant = any (columns)
order by name collate "C"
