-- What is missing before anything else can be asked; no rows when migrate has run here.
select 'The server is older than PostgreSQL 15.' as what,
  'server ' || current_setting('server_version') as place,
  'Use PostgreSQL 15 or newer.' as cure
where current_setting('server_version_num')::integer < 150000
union all
select 'The ' || wanted.kind || ' ' || wanted.name || ' is missing: the migrations were not applied here.',
  'database ' || current_database(),
  'Run migrate.'
from (values ('schema', 'coditect_shared'), ('schema', 'coditect_ops'), ('role', 'coditect_system')) wanted (kind, name)
where not exists (select from pg_catalog.pg_namespace where wanted.kind = 'schema' and nspname = wanted.name)
  and not exists (select from pg_catalog.pg_roles where wanted.kind = 'role' and rolname = wanted.name)
union all
select 'The table coditect_ops.runs is missing: the migrations were not applied here.',
  'database ' || current_database(),
  'Run migrate.'
where not exists (
  select
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'coditect_ops' and c.relname = 'runs')
