-- How many rows this session deleted and changed in each table since its counters were last reported, whoever made it do so; what was rolled back stays counted.
select format('%s.%s', n.nspname, w.relname) as "table", sum(pg_stat_get_xact_tuples_deleted(c.oid)) as deleted,
  sum(pg_stat_get_xact_tuples_updated(c.oid)) as changed
from pg_catalog.pg_class c
  join pg_catalog.pg_class w on w.oid = case when c.relispartition then pg_partition_root(c.oid) else c.oid end
  join pg_catalog.pg_namespace n on n.oid = w.relnamespace
where c.relkind = 'r' and (pg_stat_get_xact_tuples_deleted(c.oid) > 0 or pg_stat_get_xact_tuples_updated(c.oid) > 0)
group by 1
