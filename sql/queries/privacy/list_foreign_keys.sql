-- Every foreign key to a table of the tenants or of the worker, and whether an index serves its referencing columns.
select format('%s.%s', cn.nspname, child.relname) as "table", k.conname as name,
  format('%s.%s', pn.nspname, parent.relname) as target,
  (select array_agg(cast(a.attname as text) order by u.place)
    from unnest(k.conkey) with ordinality as u (number, place)
      join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number) as columns,
  (select array_agg(cast(a.attname as text) order by u.place)
    from unnest(k.confkey) with ordinality as u (number, place)
      join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number) as target_columns,
  exists (
    select from pg_catalog.pg_index i
    where i.indrelid = k.conrelid and i.indisvalid and i.indpred is null
      and i.indnkeyatts >= cardinality(k.conkey)
      and (cast(i.indkey as int2[]))[0 : cardinality(k.conkey) - 1] @> k.conkey) as served,
  format('create index %son %I.%I (%s);', case child.relkind when 'p' then '' else 'concurrently ' end, cn.nspname, child.relname,
    (select string_agg(quote_ident(a.attname), ', ' order by u.place)
      from unnest(k.conkey) with ordinality as u (number, place)
        join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number)) as cure,
  k.confdeltype in ('n', 'd') as unsets
from pg_catalog.pg_constraint k
  join pg_catalog.pg_class child on child.oid = k.conrelid
  join pg_catalog.pg_namespace cn on cn.oid = child.relnamespace
  join pg_catalog.pg_class parent on parent.oid = k.confrelid
  join pg_catalog.pg_namespace pn on pn.oid = parent.relnamespace
where k.contype = 'f' and pn.nspname in ('coditect_shared', 'coditect_ops') and not child.relispartition
order by 1, 2
