-- Which materialized views copy columns of the tables that the map is about, also through other views.
with recursive reads (id, source, number) as (
  select r.ev_class, d.refobjid, d.refobjsubid
  from pg_catalog.pg_rewrite r
    join pg_catalog.pg_class c on c.oid = r.ev_class and c.relkind in ('v', 'm')
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname not in ('pg_catalog', 'information_schema')
    join pg_catalog.pg_depend d on d.classid = cast('pg_rewrite' as regclass) and d.objid = r.oid and d.refclassid = cast('pg_class' as regclass)
  -- Every table of a query is noted as a whole, but only one of which whole rows are taken is read so.
  where r.ev_type = '1' and d.refobjid <> r.ev_class and (d.refobjsubid > 0 or cast(r.ev_action as text) ~ ':varattno 0 ')
),
through (id, source, number) as (
  select id, source, number from reads
  union
  select t.id, r.source, r.number
  from through t join pg_catalog.pg_class c on c.oid = t.source and c.relkind in ('v', 'm') join reads r on r.id = t.source
)
select format('%I.%I', vn.nspname, v.relname) as shown_view, format('%s.%s', vn.nspname, v.relname) as view, format('%s.%s', sn.nspname, s.relname) as "table", a.attname as "column",
  format('drop materialized view %I.%I;', vn.nspname, v.relname) as cure
from through t
  join pg_catalog.pg_class v on v.oid = t.id and v.relkind = 'm'
  join pg_catalog.pg_namespace vn on vn.oid = v.relnamespace
  join pg_catalog.pg_class s on s.oid = t.source
  join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = s.oid and (a.attnum = t.number or t.number = 0) and a.attnum > 0 and not a.attisdropped
where s.relkind in ('r', 'p') and sn.nspname = any (cast(:schemas as text[]))
order by 1, 2, 3
