-- Whose session this is, which of the server's processes serves it, where its names are looked up first, and what holds in it.
select
  pg_backend_pid() as backend, session_user as login, current_database() as database,
  (select s.name from unnest(current_schemas(true)) with ordinality as s(name, place) where s.name not like 'pg\_temp\_%' order by s.place limit 1)
    as first_schema,
  array(select coalesce(current_setting(n.name, true), '') from unnest(cast(:names as text[])) with ordinality as n(name, place) order by n.place)
    as settings
