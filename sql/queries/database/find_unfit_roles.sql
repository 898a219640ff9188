-- Why the login of this session must not work here: powers and ownership it has or can reach, and a membership that does not reach.
with me as (
  select oid, rolname, rolinherit, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_catalog.pg_roles where rolname in (current_user, session_user)
),
reach as (
  select r.*, exists (select from me where me.oid = r.oid) as self
  from pg_catalog.pg_roles r
  where exists (
    select from me
    -- A superuser is a member of every role; its own row says enough.
    where me.oid = r.oid or not me.rolsuper and pg_has_role(me.oid, r.oid, 'member'))
),
leave as (
  select m.roleid, string_agg(format('revoke %I from %I;', g.rolname, r.rolname), ' ' order by r.rolname) as cure
  from pg_catalog.pg_auth_members m
    join reach r on r.oid = m.member
    join pg_catalog.pg_roles g on g.oid = m.roleid
  group by m.roleid
),
owned as (
  select case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
      when 'f' then 'foreign table' else 'table' end as kind,
    format('%I.%I', n.nspname, c.relname) as name, c.relowner as owner
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('coditect_shared', 'coditect_ops') and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    and not exists (
      select from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'i' and c.relkind = 'S')
  union all
  select 'function', p.oid::regprocedure::text, p.proowner
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('coditect_shared', 'coditect_ops')
  union all
  select 'schema', format('%I', n.nspname), n.nspowner
  from pg_catalog.pg_namespace n where n.nspname in ('coditect_shared', 'coditect_ops')
)
select
  case when r.self then 'The worker logs in as a role that ' || power.does || '.'
    else 'The worker can become ' || r.rolname || ', which ' || power.does || '.' end as what,
  'role ' || r.rolname as place,
  -- Never what would take powers from an administrator's own login.
  case when not r.self and not exists (
      select from me where me.rolsuper or me.rolbypassrls or me.rolcreaterole or me.rolcreatedb or me.rolreplication)
    then leave.cure
    else 'Set DB_USER and DB_PASSWORD to a login of the worker''s own and run "migrate", which makes it; leave this one as it is.'
    end as cure
from reach r
  cross join lateral (values
    (r.rolsuper, 'is a superuser'),
    (r.rolbypassrls and not r.rolsuper, 'bypasses row-level security'),
    (r.rolcreaterole and not r.rolsuper, 'creates roles'),
    (r.rolcreatedb and not r.rolsuper, 'creates databases'),
    (r.rolreplication and not r.rolsuper, 'replicates the server'),
    (r.rolname in ('pg_read_all_data', 'pg_write_all_data'), 'reaches every table'),
    (r.rolname in ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'),
      'reaches the files of the server')
  ) power (has, does)
  left join leave on leave.roleid = r.oid
where power.has
union all
select 'The worker logs in as a role that owns the ' || owned.kind || ' ' || owned.name || '.',
  owned.kind || ' ' || owned.name,
  format('alter %s %s owner to coditect_owner;', owned.kind, owned.name)
from owned join reach r on r.oid = owned.owner and r.self
union all
select 'The worker can become ' || r.rolname || ', which owns ' || count(*) || ' tables or other objects, '
    || min(owned.name) || ' among them.',
  'role ' || r.rolname,
  leave.cure
from owned join reach r on r.oid = owned.owner and not r.self join leave on leave.roleid = r.oid
group by r.rolname, leave.cure
union all
select 'The worker logs in as a role that does not inherit coditect_system, so its policies and grants do not reach it.',
  'role ' || me.rolname,
  concat_ws(' ',
    case when current_setting('server_version_num')::integer >= 160000
        then format('grant coditect_system to %I with inherit true;', me.rolname)
      when not pg_has_role(me.oid, s.oid, 'member') then format('grant coditect_system to %I;', me.rolname) end,
    case when not me.rolinherit then format('alter role %I inherit;', me.rolname) end)
from me cross join pg_catalog.pg_roles s
where s.rolname = 'coditect_system' and me.rolname = current_user and not pg_has_role(me.oid, s.oid, 'usage')
