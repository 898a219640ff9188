-- Foreign keys that no index serves from the side that refers, and indexes that are not valid; the engines' own tables and partitions aside.
with keys as (
  select c.conname, c.conrelid, c.conkey, t.relkind,
    (select string_agg(quote_ident(a.attname), ', ' order by k.place)
      from unnest(c.conkey) with ordinality as k (number, place)
        join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as names
  from pg_catalog.pg_constraint c join pg_catalog.pg_class t on t.oid = c.conrelid join pg_catalog.pg_namespace n on n.oid = t.relnamespace
  where c.contype = 'f' and n.nspname in ('coditect_shared', 'coditect_ops') and t.relname !~ '^(batch|qrtz)_' and not t.relispartition
)
select 'No index serves the foreign key ' || k.conname || ': whatever is deleted there is looked for row by row.' as what,
  'table ' || k.conrelid::regclass::text as place,
  format('create index %son %s (%s);', case k.relkind when 'p' then '' else 'concurrently ' end, k.conrelid::regclass, k.names) as cure
from keys k
where not exists (
  select from pg_catalog.pg_index i
  where i.indrelid = k.conrelid and i.indisvalid and i.indpred is null
    and i.indnkeyatts >= cardinality(k.conkey)
    and (cast(i.indkey as int2[]))[0 : cardinality(k.conkey) - 1] @> k.conkey)
union all
select 'The index ' || i.indexrelid::regclass::text || ' is not valid: it costs every write and serves nobody.',
  'table ' || i.indrelid::regclass::text,
  format('reindex index concurrently %s;', i.indexrelid::regclass)
from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('coditect_shared', 'coditect_ops') and not i.indisvalid
order by 2, 1
