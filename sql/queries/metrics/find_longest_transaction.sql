-- How long the longest transaction of anybody else is open, and how many transactions have begun since the oldest one that keeps dead rows.
select 'database_longest_transaction' as figure,
  cast(coalesce(extract(epoch from clock_timestamp() - min(a.xact_start)), 0) as double precision) as value
from pg_catalog.pg_stat_activity a
where a.pid <> pg_backend_pid() and a.backend_type = 'client backend' and a.datname = current_database()
union all
select 'database_oldest_xmin_age', coalesce(max(age(held.xmin)), 0)
from (
  select a.backend_xmin as xmin from pg_catalog.pg_stat_activity a where a.pid <> pg_backend_pid()
  union all
  select s.xmin from pg_catalog.pg_replication_slots s
  union all
  select s.catalog_xmin from pg_catalog.pg_replication_slots s
  union all
  select p.transaction from pg_catalog.pg_prepared_xacts p
) held
where held.xmin is not null
