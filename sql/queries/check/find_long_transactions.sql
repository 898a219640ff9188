-- Transactions that are open for longer, as far as this session may see them: they keep dead rows and migrations waiting.
select a.pid, a.usename as login, coalesce(a.application_name, '') as application, a.state,
  cast(extract(epoch from clock_timestamp() - a.xact_start) as bigint) as seconds
from pg_catalog.pg_stat_activity a
where a.xact_start < clock_timestamp() - cast(:longer as interval) and a.pid <> pg_backend_pid() and a.backend_type = 'client backend'
order by a.xact_start
limit 20
