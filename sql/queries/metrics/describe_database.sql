-- How large the database is, how many of its connections are in use, what its tables' dead rows and updates in place are like, and how far
-- behind the freezing of old rows is.
with connections as materialized (
  select (select count(*) from pg_catalog.pg_stat_activity where usesysid is not null) as used,
    current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer as most
), tables as materialized (
  select case schemaname when 'coditect_shared' then relname else 'ops' end as name,
    sum(n_dead_tup) as dead,
    -- Below so many rows a table is vacuumed in an instant, and a few dead rows are a large share.
    max(case when n_live_tup + n_dead_tup >= 10000 then cast(n_dead_tup as double precision) / (n_live_tup + n_dead_tup) else 0 end) as dead_share,
    sum(n_tup_upd) as updated, sum(n_tup_hot_upd) as in_place
  from pg_catalog.pg_stat_all_tables
  where schemaname = 'coditect_ops' or schemaname = 'coditect_shared' and relname in ('organizations', 'users', 'licenses', 'projects')
  group by 1
)
select 'database_size' as figure, null as tables, cast(pg_database_size(current_database()) as double precision) as value
union all
select 'database_connections', null, used from connections
union all
select 'database_connections_most', null, most from connections
union all
select 'database_connections_share', null, cast(used as double precision) / most from connections
union all
select 'database_dead_rows', name, dead from tables
union all
select 'database_dead_share', name, dead_share from tables
union all
select 'database_frozen_age', null, max(age(datfrozenxid)) from pg_catalog.pg_database
union all
select 'database_heap_only_share', name, in_place / updated from tables where updated > 0
