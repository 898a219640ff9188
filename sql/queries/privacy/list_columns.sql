-- Every column of every table that holds rows in the schemas that the map is about.
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
select format('%s.%s', n.nspname, c.relname) as "table", a.attname as "column",
  -- Of a domain, what it is made of.
  format_type(case when y.typtype <> 'd' then a.atttypid else (
    with recursive made (id, base) as (
      select y.oid, y.typbasetype
      union all
      select t.oid, t.typbasetype from made m join pg_catalog.pg_type t on t.oid = m.base
    )
    select id from made where base = 0) end, null) as type, c.relkind = 'm' as copy, not a.attnotnull as nullable, 
  coalesce(a.attgenerated, '') <> '' or coalesce(a.attidentity, '') <> '' as generated,
  exists (
    select from pg_catalog.pg_index i
    where i.indrelid = c.oid and i.indisunique and i.indnkeyatts = 1 and i.indkey[0] = a.attnum) as alone
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_type y on y.oid = a.atttypid
where n.nspname = any (cast(:schemas as text[])) and c.relkind in ('r', 'p', 'm', 'f') and not c.relispartition
  -- What a table above answers for, where that one is looked at too.
  and not exists (
    select from root r
      join pg_catalog.pg_class t on t.oid = r.top
      join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    where r.id = c.oid and tn.nspname = any (cast(:schemas as text[])))
order by 1, a.attnum
