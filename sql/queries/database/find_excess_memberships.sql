-- The server's own roles that this session is a member of, or can become, beyond the declared list; those that come along are not told.
select 'The worker is a member of ' || r.rolname || ' beyond the declared list.' as what,
  'role ' || r.rolname as place,
  string_agg(format('revoke %I from %I;', r.rolname, m.rolname), ' ' order by m.rolname) as cure
from pg_catalog.pg_roles r
  join pg_catalog.pg_auth_members g on g.roleid = r.oid
  join pg_catalog.pg_roles m on m.oid = g.member and m.rolname not like 'pg\_%' and pg_has_role(current_user, m.oid, 'member')
where r.rolname like 'pg\_%' and not (r.rolname = any(cast(:declared as text[])))
group by r.rolname
order by r.rolname
