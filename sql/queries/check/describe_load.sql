-- How many connections are in use of how many.
select
  (select count(*) from pg_catalog.pg_stat_activity where usesysid is not null) as in_use,
  current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer as most
