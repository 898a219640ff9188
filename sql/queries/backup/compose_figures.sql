-- The tables of the tenants with the statement that counts and fingerprints each by tenant, over all columns that this session may read.
-- A row's hash is that of its columns, each with a seed of its own, so that no two columns cancel out; types that do not hash are text. The
-- tenant is left out where it is never null: within a tenant it is the same in every row.
with readable as (
  select c.oid, format('%I.%I', n.nspname, c.relname) as name, a.attname, a.attnum, t.typname,
    a.attnotnull, case when a.attnotnull then h.hash else format('coalesce(%s, %s)', h.hash, a.attnum) end as hash
  from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_catalog.pg_type t on t.oid = a.atttypid
    cross join lateral (
      select format(
        case t.typname
          when 'uuid' then 'uuid_hash_extended(t.%I, %s)'
          when 'text' then 'hashtextextended(t.%I, %s)'
          when 'varchar' then 'hashtextextended(t.%I, %s)'
          when 'int2' then 'hashint2extended(t.%I, %s)'
          when 'int4' then 'hashint4extended(t.%I, %s)'
          when 'int8' then 'hashint8extended(t.%I, %s)'
          when 'bool' then 'hashint4extended(t.%I::int4, %s)'
          -- In a zone that is an interval: to bring a time into a named one costs more than all the rest.
          when 'timestamptz' then 'timestamp_hash_extended(timezone(''PT0S''::interval, t.%I), %s)'
          when 'timestamp' then 'timestamp_hash_extended(t.%I, %s)'
          when 'jsonb' then 'jsonb_hash_extended(t.%I, %s)'
          when 'numeric' then 'hash_numeric_extended(t.%I, %s)'
          else 'hashtextextended(t.%I::text, %s)' end, a.attname, a.attnum) as hash) h
  where n.nspname = 'coditect_shared' and c.relkind in ('r', 'p') and not c.relispartition
    and has_column_privilege(c.oid, a.attnum, 'select')
),
tenanted as (
  select readable.*, attname = case when name = 'coditect_shared.organizations' then 'id' else 'organization_id' end as is_tenant
  from readable
),
tables as (
  select oid, name, array_agg(attname::text order by attname) as columns,
    string_agg(hash, ' # ' order by attname) filter (where not (is_tenant and attnotnull)) as expressions,
    max(hash) filter (where is_tenant) as tenant_hash, max(attname) filter (where is_tenant) as tenant,
    bool_or(is_tenant and attnotnull) as has_tenant,
    string_agg(hash, ' # ' order by attname) filter (where not (is_tenant and attnotnull) and exists (
      select from pg_catalog.pg_index i where i.indrelid = oid and i.indisprimary and attnum = any (i.indkey))) as keys
  from tenanted group by oid, name
),
hashed as (
  -- A table of nothing but its tenant has that.
  select oid, name, columns, tenant, has_tenant, coalesce(expressions, tenant_hash) as expressions, coalesce(keys, tenant_hash) as keys from tables
)
select name, columns, expressions, tenant, keys, pg_relation_filenode(oid)::bigint as filenode, 'created_at' = any (columns) as has_birth,
  'updated_at' = any (columns) as has_touch,
  format('select %s as organization_id, count(*) as row_count, sum(%s) as fingerprint, bit_xor(%s) as identity from %s t group by 1 order by 1',
    format(case when has_tenant then 't.%I' else 'coalesce(t.%I, ''00000000-0000-0000-0000-000000000000'')' end, tenant),
    expressions, keys, name) as statement
from hashed where tenant is not null
order by name collate "C"
