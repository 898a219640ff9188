-- Makes the three roles and two schemas where they are missing; run by migrate as a NOSUPERUSER CREATEROLE login, safe to repeat.
-- Roles belong to the server, not to a database: two databases migrated at once race for them, and migrate then repeats this file.
do $$
declare
  wanted text;
  -- From PostgreSQL 16 on, making a role no longer allows becoming it.
  becoming text := case when current_setting('server_version_num')::integer >= 160000 then 'set' else 'member' end;
begin
  foreach wanted in array array['coditect_owner', 'coditect_app', 'coditect_system'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      -- coditect_app is the tenants' login: it gets its password from the platform, not from us.
      execute format('create role %I %s noinherit', wanted, case wanted when 'coditect_app' then 'login' else 'nologin' end);
    end if;
  end loop;
  if not pg_has_role(current_user, 'coditect_owner', becoming) then
    execute format('grant coditect_owner to %I', current_user);
  end if;
  foreach wanted in array array['coditect_shared', 'coditect_ops'] loop
    if not exists (select from pg_catalog.pg_namespace where nspname = wanted) then
      execute format('create schema %I authorization coditect_owner', wanted);
    end if;
  end loop;
end $$;
