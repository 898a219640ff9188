-- Which of the tenants' and the worker's tables keep rows elsewhere or share them: partitioned, inheriting, inherited, foreign, computed.
select format('%s.%s', n.nspname, c.relname) as "table",
  case
    when c.relkind = 'p' then 'is partitioned'
    when c.relkind = 'f' then 'is a foreign table'
    when c.relkind = 'm' then 'is a materialized view'
    when h.parents is not null then 'inherits from ' || h.parents
    else 'is inherited by ' || h.children end as what,
  case
    when c.relkind = 'p' then format('Put its rows into a plain table in its place: create table %I.%I (like %I.%I including all); then copy and rename.',
      n.nspname, c.relname || '_plain', n.nspname, c.relname)
    when c.relkind = 'f' then 'Let whoever owns the rows erase them, and call its columns not personal in the map.'
    when c.relkind = 'm' then format('drop materialized view %I.%I;', n.nspname, c.relname)
    when h.parents is not null then format('alter table %I.%I no inherit %s;', n.nspname, c.relname, h.first_parent)
    else format('alter table %s no inherit %I.%I;', h.first_child, n.nspname, c.relname) end as cure
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select
      string_agg(format('%I.%I', pn.nspname, p.relname), ', ' order by p.relname) filter (where i.inhrelid = c.oid) as parents,
      min(format('%I.%I', pn.nspname, p.relname)) filter (where i.inhrelid = c.oid) as first_parent,
      string_agg(format('%I.%I', dn.nspname, d.relname), ', ' order by d.relname) filter (where i.inhparent = c.oid) as children,
      min(format('%I.%I', dn.nspname, d.relname)) filter (where i.inhparent = c.oid) as first_child
    from pg_catalog.pg_inherits i
      join pg_catalog.pg_class p on p.oid = i.inhparent
      join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
      join pg_catalog.pg_class d on d.oid = i.inhrelid
      join pg_catalog.pg_namespace dn on dn.oid = d.relnamespace
    where i.inhrelid = c.oid or i.inhparent = c.oid) h
where n.nspname in ('coditect_shared', 'coditect_ops') and c.relkind in ('r', 'p', 'f', 'm') and not c.relispartition
  and (c.relkind <> 'r' or h.parents is not null or h.children is not null)
order by 1
