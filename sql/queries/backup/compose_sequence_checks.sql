-- For each column that a sequence fills, the statement that says whether the sequence is behind the column.
select format('%I.%I', n.nspname, s.relname) as name, format(
  'select coalesce((select max(%3$I) from %2$s), 0) > coalesce(pg_sequence_last_value(%1$L::regclass), 0)',
  format('%I.%I', n.nspname, s.relname), d.refobjid::regclass, a.attname) as statement
from pg_catalog.pg_class s
  join pg_catalog.pg_namespace n on n.oid = s.relnamespace
  join pg_catalog.pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
    and d.deptype in ('a', 'i')
  join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
where s.relkind = 'S' and n.nspname in ('coditect_shared', 'coditect_ops')
order by 1
