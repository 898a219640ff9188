-- The tables of the tenants with the statement that counts and fingerprints each by tenant, over all columns that this session may read.
-- A row's hash is that of its columns, each with a seed of its own, so that no two columns cancel out; types that do not hash are text.
with readable as (
  select c.oid, format('%I.%I', n.nspname, c.relname) as name, a.attname, a.attnum, t.typname,
    case when a.attnotnull then h.hash else format('coalesce(%s, %s)', h.hash, a.attnum) end as hash
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
          -- The session's zone is UTC.
          when 'timestamptz' then 'timestamp_hash_extended(t.%I::timestamp, %s)'
          when 'timestamp' then 'timestamp_hash_extended(t.%I, %s)'
          when 'jsonb' then 'jsonb_hash_extended(t.%I, %s)'
          when 'numeric' then 'hash_numeric_extended(t.%I, %s)'
          else 'hashtextextended(t.%I::text, %s)' end, a.attname, a.attnum) as hash) h
  where n.nspname = 'coditect_shared' and c.relkind in ('r', 'p') and not c.relispartition
    and has_column_privilege(c.oid, a.attnum, 'select')
),
tables as (
  -- Bringing a time into a zone costs more than all the rest, and an array of times hashes as it is.
  select oid, name, array_agg(attname::text order by attname) as columns, concat_ws(' # ',
      string_agg(hash, ' # ' order by attname) filter (where typname <> 'timestamptz'),
      'hash_array_extended(array['
        || string_agg(format('t.%I', attname), ', ' order by attname) filter (where typname = 'timestamptz') || '], 0)') as expressions,
    case when name = 'coditect_shared.organizations' then 'id' else 'organization_id' end as tenant
  from readable group by oid, name
),
keyed as (
  select tables.*, (
      select string_agg(r.hash, ' # ' order by r.attname)
      from readable r
      where r.oid = tables.oid and (r.attname = tables.tenant or exists (
        select from pg_catalog.pg_index i where i.indrelid = r.oid and i.indisprimary and r.attnum = any (i.indkey)))) as keys
  from tables
)
select name, columns, expressions, tenant, keys, pg_relation_filenode(oid)::bigint as filenode, 'created_at' = any (columns) as has_birth,
  'updated_at' = any (columns) as has_touch,
  format('select coalesce(t.%I, ''00000000-0000-0000-0000-000000000000'') as organization_id, count(*) as row_count,'
    || ' sum(%s) as fingerprint, bit_xor(%s) as identity from %s t group by 1 order by 1',
    tenant, expressions, keys, name) as statement
from keyed where tenant = any (columns)
order by name collate "C"
