-- Which of the tables that the map is about keep rows where no statement of theirs deletes them, or share them with a table that has other columns.
with recursive related (id, parent, of_child, of_parent, cure) as (
  select i.inhrelid, i.inhparent,
    case when not d.relispartition then format('inherits from %I.%I', pn.nspname, p.relname) end,
    case when d.relispartition then format('has the partition %I.%I, which is a foreign table', dn.nspname, d.relname)
      else format('is inherited by %I.%I', dn.nspname, d.relname) end,
    case when d.relispartition then format('alter table %I.%I detach partition %I.%I;', pn.nspname, p.relname, dn.nspname, d.relname)
      else format('alter table %I.%I no inherit %I.%I;', dn.nspname, d.relname, pn.nspname, p.relname) end
  from pg_catalog.pg_inherits i
    join pg_catalog.pg_class p on p.oid = i.inhparent
    join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    join pg_catalog.pg_class d on d.oid = i.inhrelid
    join pg_catalog.pg_namespace dn on dn.oid = d.relnamespace
  where d.relkind = 'f'
    or p.relkind = 'r' and d.relkind = 'r' and (
      -- A child without a column of its own, of one table only, is part of that table.
      exists (select from pg_catalog.pg_attribute a where a.attrelid = d.oid and a.attnum > 0 and not a.attisdropped and a.attinhcount = 0)
      or (select count(*) from pg_catalog.pg_inherits o where o.inhrelid = d.oid) > 1
      or pn.nspname <> all (cast(:schemas as text[])) and dn.nspname = any (cast(:schemas as text[])))
),
above (id, what, cure) as (
  select parent, of_parent, cure from related
  union
  select i.inhparent, a.what, a.cure from above a join pg_catalog.pg_inherits i on i.inhrelid = a.id
),
said (id, what, cure) as (
  select id, what, cure from above
  union all
  select id, of_child, cure from related where of_child is not null
  union all
  select c.oid, case c.relkind when 'f' then 'is a foreign table' else 'is a materialized view' end,
    case c.relkind
      when 'f' then 'Let the store that keeps the rows erase them: name it in jobs/participants.yaml, and write "outlives-organization: true" and no "rows: erase" for the table.'
      else format('drop materialized view %I.%I;', n.nspname, c.relname) end
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('f', 'm') and not c.relispartition
)
select distinct on (1) format('%s.%s', n.nspname, c.relname) as "table", s.what, s.cure
from said s
  join pg_catalog.pg_class c on c.oid = s.id
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = any (cast(:schemas as text[]))
order by 1, s.what, s.cure
