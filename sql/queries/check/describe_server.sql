-- The server behind this session, how the session came in, and how much room for connections is left.
select
  current_setting('server_version') as version,
  current_setting('server_version_num')::integer as version_number,
  current_database() as database,
  current_user as login,
  coalesce(s.ssl, false) as encrypted,
  coalesce(s.version, '') as protocol,
  inet_client_addr() is null as socket,
  coalesce(inet_server_addr() <<= inet '127.0.0.0/8' or inet_server_addr() = inet '::1', false) as loopback,
  current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer as most_connections,
  (select count(*) from pg_catalog.pg_stat_activity where pid <> pg_backend_pid() and usesysid is not null
    and application_name <> 'ops-worker') as other_connections,
  (select rolconnlimit from pg_catalog.pg_roles where rolname = current_user) as login_connections
from (select pg_backend_pid() as pid) me left join pg_catalog.pg_stat_ssl s on s.pid = me.pid
