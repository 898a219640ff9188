-- Every foreign key to a table that the map is about, and whether an index serves its referencing columns.
with recursive part (id, parent) as (
  -- Partitions, and children without a column of their own, are part of the table above them.
  select i.inhrelid, min(i.inhparent)
  from pg_catalog.pg_inherits i
  where not exists (select from pg_catalog.pg_attribute a where a.attrelid = i.inhrelid and a.attnum > 0 and not a.attisdropped and a.attinhcount = 0)
  group by i.inhrelid
  having count(*) = 1
),
up (id, top, step) as (
  select id, parent, 1 from part
  union all
  select up.id, p.parent, up.step + 1 from up join part p on p.id = up.top
),
root as (
  select distinct on (id) id, top from up order by id, step desc
)
select format('%s.%s', rn.nspname, rc.relname) as "table", k.conname as name,
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
  case k.confdeltype when 'c' then 'CASCADE' when 'n' then 'SET_NULL' when 'd' then 'SET_DEFAULT' else 'NONE' end as on_delete,
  array(
    select cast(a.attname as text)
    from unnest(coalesce(k.confdelsetcols, k.conkey)) with ordinality as u (number, place)
      join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number
    order by u.place) as unset
from pg_catalog.pg_constraint k
  join pg_catalog.pg_class child on child.oid = k.conrelid
  join pg_catalog.pg_namespace cn on cn.oid = child.relnamespace
  join pg_catalog.pg_class rc on rc.oid = coalesce((select r.top from root r where r.id = k.conrelid), k.conrelid)
  join pg_catalog.pg_namespace rn on rn.oid = rc.relnamespace
  join pg_catalog.pg_class parent on parent.oid = coalesce((select r.top from root r where r.id = k.confrelid), k.confrelid)
  join pg_catalog.pg_namespace pn on pn.oid = parent.relnamespace
where k.contype = 'f' and k.conparentid = 0 and pn.nspname = any (cast(:schemas as text[]))
order by 1, 2
