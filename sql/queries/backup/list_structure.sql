-- Everything about the database that is no row of a tenant, as lines by kind: what a marker records and a copy is held against.
-- Logins that look like an address are told by a hash.
with named as (
  select r.oid, case when r.rolname like '%@%' then 'login-' || left(encode(sha256(convert_to(r.rolname, 'UTF8')), 'hex'), 16)
    else r.rolname::text end as name
  from pg_catalog.pg_roles r
  union all select 0, 'public'
),
ours as (
  select n.oid, n.nspname, n.nspowner, n.nspacl from pg_catalog.pg_namespace n where n.nspname in ('coditect_shared', 'coditect_ops')
),
relations as (
  select c.*, format('%I.%I', o.nspname, c.relname) as name from pg_catalog.pg_class c join ours o on o.oid = c.relnamespace
),
routines as (
  select p.*, format('%I.%I(%s)', o.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name
  from pg_catalog.pg_proc p join ours o on o.oid = p.pronamespace where p.prokind in ('f', 'p')
)
select 'schemas' as kind, format('%s owner %s', o.nspname, u.name) as line from ours o join named u on u.oid = o.nspowner
union all
select 'tables', format('%s kind %s%s owner %s%s', r.name, r.relkind, r.relpersistence, u.name,
    coalesce(' ' || pg_get_expr(r.relpartbound, r.oid), ''))
from relations r join named u on u.oid = r.relowner where r.relkind in ('r', 'p', 'v', 'm', 'f')
union all
select 'views', format('%s %s', r.name, encode(sha256(convert_to(pg_get_viewdef(r.oid), 'UTF8')), 'hex'))
from relations r where r.relkind in ('v', 'm')
union all
select 'columns', format('%s.%I %s%s%s%s%s%s', r.name, a.attname, format_type(a.atttypid, a.atttypmod),
    case when a.attnotnull then ' not null' else '' end, coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''),
    case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end,
    case when a.attgenerated <> '' then ' generated' else '' end, coalesce(' collate ' || l.collname, ''))
from relations r
  join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
  left join pg_catalog.pg_collation l on l.oid = a.attcollation and l.collname <> 'default'
where r.relkind in ('r', 'p', 'v', 'm', 'f')
union all
select 'constraints', format('%s %I %s', r.name, c.conname, pg_get_constraintdef(c.oid))
from pg_catalog.pg_constraint c join relations r on r.oid = c.conrelid where c.contype <> 't'
union all
select 'indexes', format('%s%s', pg_get_indexdef(i.indexrelid), case when i.indisclustered then ' clustered' else '' end)
from pg_catalog.pg_index i join relations r on r.oid = i.indrelid
union all
select 'triggers', format('%s %s %s', r.name, t.tgenabled, pg_get_triggerdef(t.oid))
from pg_catalog.pg_trigger t join relations r on r.oid = t.tgrelid where not t.tgisinternal
union all
select 'rules', format('%s %I %s %s', r.name, w.rulename, w.ev_enabled, encode(sha256(convert_to(pg_get_ruledef(w.oid), 'UTF8')), 'hex'))
from pg_catalog.pg_rewrite w join relations r on r.oid = w.ev_class where w.rulename <> '_RETURN'
union all
select 'functions', format('%s owner %s %s%s', p.name, u.name, case when p.prosecdef then 'definer ' else '' end,
    encode(sha256(convert_to(pg_get_functiondef(p.oid), 'UTF8')), 'hex'))
from routines p join named u on u.oid = p.proowner
union all
select 'types', format('%I.%I %s %s', o.nspname, t.typname, t.typtype, coalesce(
    (select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid), ''))
from pg_catalog.pg_type t join ours o on o.oid = t.typnamespace where t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and exists (
  select from pg_catalog.pg_class c where c.oid = t.typrelid and c.relkind = 'c')
union all
select 'row-security', format('%s %s %s', r.name, case when r.relrowsecurity then 'enabled' else 'disabled' end,
    case when r.relforcerowsecurity then 'forced' else 'not forced' end)
from relations r where r.relkind in ('r', 'p') and (r.relrowsecurity or r.name like 'coditect\_shared.%')
union all
select 'policies', format('%s %I %s for %s to %s using (%s) with check (%s)', r.name, p.polname,
    case when p.polpermissive then 'permissive' else 'restrictive' end, p.polcmd,
    (select string_agg(u.name, ',' order by u.name) from named u where u.oid = any (p.polroles)),
    coalesce(pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_get_expr(p.polwithcheck, p.polrelid), ''))
from pg_catalog.pg_policy p join relations r on r.oid = p.polrelid
union all
select 'schema-grants', format('%s %s to %s%s', o.nspname, lower(g.privilege_type), u.name, case when g.is_grantable then ' grantable' else '' end)
from ours o cross join lateral aclexplode(coalesce(o.nspacl, acldefault('n', o.nspowner))) g join named u on u.oid = g.grantee
union all
select 'table-grants', format('%s %s to %s%s', r.name, lower(g.privilege_type), u.name, case when g.is_grantable then ' grantable' else '' end)
from relations r
  cross join lateral aclexplode(coalesce(r.relacl, acldefault(case r.relkind when 'S' then 's' else 'r' end::"char", r.relowner))) g
  join named u on u.oid = g.grantee
where r.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
union all
select 'column-grants', format('%s.%I %s to %s', r.name, a.attname, lower(g.privilege_type), u.name)
from relations r join pg_catalog.pg_attribute a on a.attrelid = r.oid and not a.attisdropped
  cross join lateral aclexplode(a.attacl) g join named u on u.oid = g.grantee
union all
select 'function-grants', format('%s to %s', p.name, u.name)
from routines p cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g join named u on u.oid = g.grantee
union all
select 'sequences', format('%s %s from %s by %s%s', r.name, format_type(s.seqtypid, null), s.seqstart, s.seqincrement,
    coalesce((select format(' of %s.%I', d.refobjid::regclass, a.attname) from pg_catalog.pg_depend d
      join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.objid = r.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')), ''))
from relations r join pg_catalog.pg_sequence s on s.seqrelid = r.oid
union all
select 'roles', format('%s%s%s%s%s%s%s%s', u.name, case when r.rolsuper then ' superuser' else '' end,
    case when r.rolbypassrls then ' bypassrls' else '' end, case when r.rolcreaterole then ' createrole' else '' end,
    case when r.rolcreatedb then ' createdb' else '' end, case when r.rolreplication then ' replication' else '' end,
    case when r.rolcanlogin then ' login' else '' end, case when r.rolinherit then '' else ' noinherit' end)
from pg_catalog.pg_roles r join named u on u.oid = r.oid where r.rolname !~ '^pg_'
union all
select 'memberships', format('%s in %s%s', u.name, g.name, case when m.admin_option then ' admin' else '' end)
from pg_catalog.pg_auth_members m join named u on u.oid = m.member join named g on g.oid = m.roleid where u.name !~ '^pg_'
union all
select 'role-settings', format('%s %s', coalesce(u.name, 'everybody'), setting)
from pg_catalog.pg_db_role_setting s left join named u on u.oid = s.setrole and s.setrole <> 0 cross join lateral unnest(s.setconfig) setting
where s.setdatabase = 0 or s.setdatabase = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
union all
select 'extensions', format('%s %s', e.extname, e.extversion) from pg_catalog.pg_extension e
union all
select 'encoding', format('%s collate %s ctype %s provider %s', pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, d.datlocprovider)
from pg_catalog.pg_database d where d.datname = current_database()
union all
select 'server', 'major version ' || current_setting('server_version_num')::integer / 10000
union all
select 'migrations', format('ops %s %s', h.script, h.checksum) from coditect_ops.flyway_ops_history h where h.success
order by kind, line
