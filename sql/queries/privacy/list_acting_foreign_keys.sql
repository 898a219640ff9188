-- Every foreign key to a table that the map is about, from whichever schema, that deletes or changes the rows that refer to what is deleted or changed.
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
  quote_ident(k.conname) as shown_name, format('%I.%I', cn.nspname, child.relname) as shown_table,
  format('%s.%s', pn.nspname, parent.relname) as target, keys.columns, keys.target_columns,
  case k.confdeltype when 'c' then 'CASCADE' when 'n' then 'SET_NULL' when 'd' then 'SET_DEFAULT' else 'NONE' end as on_delete,
  case k.confupdtype when 'c' then 'CASCADE' when 'n' then 'SET_NULL' when 'd' then 'SET_DEFAULT' else 'NONE' end as on_update,
  format('alter table %I.%I drop constraint %I, add constraint %I foreign key (%s) references %I.%I (%s)%s;',
    cn.nspname, child.relname, k.conname, k.conname, keys.shown_columns, dn.nspname, pointed.relname, keys.shown_targets,
    case when not k.condeferrable then '' when k.condeferred then ' deferrable initially deferred' else ' deferrable' end) as plain
from pg_catalog.pg_constraint k
  join pg_catalog.pg_class child on child.oid = k.conrelid
  join pg_catalog.pg_namespace cn on cn.oid = child.relnamespace
  join pg_catalog.pg_class rc on rc.oid = coalesce((select r.top from root r where r.id = k.conrelid), k.conrelid)
  join pg_catalog.pg_namespace rn on rn.oid = rc.relnamespace
  join pg_catalog.pg_class pointed on pointed.oid = k.confrelid
  join pg_catalog.pg_namespace dn on dn.oid = pointed.relnamespace
  join pg_catalog.pg_class parent on parent.oid = coalesce((select r.top from root r where r.id = k.confrelid), k.confrelid)
  join pg_catalog.pg_namespace pn on pn.oid = parent.relnamespace
  cross join lateral (
    select array_agg(cast(a.attname as text) order by u.place) as columns, array_agg(cast(b.attname as text) order by u.place) as target_columns,
      string_agg(quote_ident(a.attname), ', ' order by u.place) as shown_columns,
      string_agg(quote_ident(b.attname), ', ' order by u.place) as shown_targets
    from unnest(k.conkey, k.confkey) with ordinality as u (number, target, place)
      join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number
      join pg_catalog.pg_attribute b on b.attrelid = k.confrelid and b.attnum = u.target) keys
where k.contype = 'f' and k.conparentid = 0 and pn.nspname = any (cast(:schemas as text[]))
  and (k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd'))
order by 1, 2
