-- What this session may not do to tables that the map of personal data has it read, change and erase.
with needed as (
  select c.oid as id, n."table", n.reads, n.deletes, n.changes, format('%I.%I', s.nspname, c.relname) as shown
  from jsonb_to_recordset(cast(:tables as jsonb)) as n ("table" text, reads jsonb, deletes boolean, changes jsonb)
    join pg_catalog.pg_namespace s on s.nspname = split_part(n."table", '.', 1)
    join pg_catalog.pg_class c on c.relnamespace = s.oid and c.relname = split_part(n."table", '.', 2)
),
lacking as (
  select id, 1 as place, 'select' as privilege from needed
  where not has_table_privilege(id, 'select')
    and exists (
      select from jsonb_array_elements_text(reads) as r (name) join pg_catalog.pg_attribute a on a.attrelid = id and a.attname = r.name
      where not has_column_privilege(id, a.attnum, 'select'))
  union all
  select id, 2, 'delete' from needed where deletes and not has_table_privilege(id, 'delete')
  union all
  select id, 3, 'update (' || string_agg(quote_ident(a.attname), ', ' order by a.attname) || ')'
  from needed
    cross join lateral jsonb_array_elements_text(changes) as u (name)
    join pg_catalog.pg_attribute a on a.attrelid = id and a.attname = u.name and a.attgenerated <> 's'
  where not has_column_privilege(id, a.attnum, 'update')
  group by id
)
select n."table", string_agg(l.privilege, ', ' order by l.place) as lacks,
  'grant ' || string_agg(l.privilege, ', ' order by l.place) || ' on ' || n.shown || ' to coditect_system;' as cure
from needed n join lacking l on l.id = n.id
group by n."table", n.shown
order by 1
