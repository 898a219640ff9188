-- The b-tree indexes of both schemas, the smallest first.
select i.indexrelid::bigint as id, i.indexrelid::regclass::text as name, pg_relation_size(x.oid) as size
from pg_catalog.pg_index i
  join pg_catalog.pg_class x on x.oid = i.indexrelid
  join pg_catalog.pg_am m on m.oid = x.relam
where x.relnamespace in ('coditect_shared'::regnamespace, 'coditect_ops'::regnamespace) and m.amname = 'btree' and x.relkind = 'i'
  and i.indisvalid
order by size, name
