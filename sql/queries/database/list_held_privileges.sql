-- Every privilege in these schemas that this session has or can reach, by object, column and the role that holds it.
with objects as (
  select 'schema' as kind, n.oid, format('%I', n.nspname) as name, n.nspowner as owner, n.nspacl as acl
  from pg_catalog.pg_namespace n where format('%I', n.nspname) = any (cast(:schemas as text[]))
  union all
  select case c.relkind when 'S' then 'sequence' else 'table' end, c.oid, format('%I.%I', n.nspname, c.relname), c.relowner, c.relacl
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where format('%I', n.nspname) = any (cast(:schemas as text[])) and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
),
grants as (
  select o.kind, o.oid, '' as column_name, g.privilege_type, g.grantee
  from objects o cross join lateral aclexplode(o.acl) g where g.grantee <> o.owner
  union all
  select o.kind, o.oid, format('%I', a.attname), g.privilege_type, g.grantee
  from objects o
    join pg_catalog.pg_attribute a on a.attrelid = o.oid and a.attacl is not null and not a.attisdropped
    cross join lateral aclexplode(a.attacl) g
  where o.kind = 'table' and g.grantee <> o.owner
),
reached as (
  select g.*,
    case when g.grantee = 0 then 'public' else format('%I', r.rolname) end as holder,
    case when g.grantee = 0 then true else pg_has_role(current_user, g.grantee, 'usage') end as effective,
    g.grantee = 0 or r.rolname in (current_user, 'coditect_system') as revocable
  from grants g left join pg_catalog.pg_roles r on r.oid = g.grantee
  where case when g.grantee = 0 then true else pg_has_role(current_user, g.grantee, 'member') end
)
select o.kind, o.name,
  coalesce(reached.column_name, '') as column_name,
  coalesce(lower(reached.privilege_type), '') as privilege,
  coalesce(reached.holder, '') as holder,
  coalesce(reached.effective, false) as effective,
  coalesce(reached.revocable, false) as revocable,
  coalesce((
    select string_agg(format('revoke %I from %I;', g.rolname, r.rolname), ' ' order by r.rolname)
    from pg_catalog.pg_auth_members m
      join pg_catalog.pg_roles g on g.oid = m.roleid
      join pg_catalog.pg_roles r on r.oid = m.member
    where m.roleid = reached.grantee and not reached.revocable and pg_has_role(current_user, r.oid, 'member')), '') as leave
from objects o left join reached on reached.oid = o.oid and reached.kind = o.kind
order by o.kind, o.name, privilege, holder, column_name
