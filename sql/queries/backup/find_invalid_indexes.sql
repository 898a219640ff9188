-- Indexes that the server does not use, or does not keep up to date.
select i.indexrelid::regclass::text as name
from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indrelid
where c.relnamespace in ('coditect_shared'::regnamespace, 'coditect_ops'::regnamespace)
  and not (i.indisvalid and i.indisready and i.indislive)
order by 1
