-- The rules that rewrite deletions and updates of the tables that the map is about.
select format('%s.%s', n.nspname, c.relname) as "table",
  quote_ident(r.rulename) as shown_name, format('%I.%I', n.nspname, c.relname) as shown_table, r.ev_type = '4' as on_delete
from pg_catalog.pg_rewrite r
  join pg_catalog.pg_class c on c.oid = r.ev_class
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = any (cast(:schemas as text[])) and r.ev_type in ('2', '4') and r.ev_enabled in ('O', 'A')
order by 1, 2
