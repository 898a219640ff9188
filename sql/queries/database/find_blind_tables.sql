-- Tables whose row-level security hides rows from this session, and the policy to add or change.
with secured as (
  select c.oid, format('%I.%I', n.nspname, c.relname) as name
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where format('%I', n.nspname) = any (cast(:schemas as text[])) and c.relkind in ('r', 'p') and c.relrowsecurity
),
reaching as (
  select p.polrelid, p.polname, p.polpermissive, p.polcmd,
    coalesce(pg_get_expr(p.polqual, p.polrelid), 'true') as using_expression,
    coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'true') as check_expression,
    p.polqual is not null as has_using
  from pg_catalog.pg_policy p join secured on secured.oid = p.polrelid
  where exists (
    select from unnest(p.polroles) as r (oid)
    where case when r.oid = 0 then true else pg_has_role(current_user, r.oid, 'usage') end)
)
select 'No policy lets the worker see and change every row of ' || secured.name || '.' as what,
  'table ' || secured.name as place,
  case when exists (
      select from pg_catalog.pg_policy p where p.polrelid = secured.oid and p.polname = 'system_sees_every_tenant')
    then format('drop policy system_sees_every_tenant on %s; ', secured.name) else '' end
  || format(
    'create policy system_sees_every_tenant on %s for all to coditect_system using (true) with check (true);',
    secured.name) as cure
from secured
where not exists (
  select from reaching
  where reaching.polrelid = secured.oid and polpermissive and polcmd = '*' and has_using
    and using_expression = 'true' and check_expression = 'true')
union all
select 'The restrictive policy ' || polname || ' hides rows of ' || secured.name || ' from the worker.',
  'table ' || secured.name,
  format('alter policy %I on %s to coditect_app;', polname, secured.name)
from secured join reaching on reaching.polrelid = secured.oid
where not polpermissive and (using_expression <> 'true' or check_expression <> 'true')
order by place, what
