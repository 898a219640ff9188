-- Tables of the tenants that the tenants' login does not see by its organization alone: no strict policy, or one that is wider.
with tables as (
  select c.oid, format('%I.%I', n.nspname, c.relname) as name,
    case c.relname when 'organizations' then 'id' else 'organization_id' end as tenant
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'coditect_shared' and c.relname in ('organizations', 'users', 'licenses', 'projects')
),
reaching as (
  -- With a default for the setting, a session that names no tenant would see nothing instead of failing.
  select p.polrelid, p.polname, p.polcmd,
    coalesce(pg_get_expr(p.polqual, p.polrelid) ~ strict.form, p.polqual is null and p.polcmd = 'a')
      and coalesce(pg_get_expr(p.polwithcheck, p.polrelid) ~ strict.form, p.polwithcheck is null) as strict
  from pg_catalog.pg_policy p join tables t on t.oid = p.polrelid
    cross join lateral (
      select '^\(*' || t.tenant || ' = \(*current_setting\(''app\.current_organization_id''::text\)\)*::uuid\)*$' as form
    ) strict
  where p.polpermissive
    and exists (
      select from unnest(p.polroles) as r (oid)
      where r.oid = 0 or r.oid in (select a.oid from pg_catalog.pg_roles a where a.rolname = 'coditect_app'))
)
select 'No strict policy gives the tenants'' login its own rows.' as what, 'table ' || t.name as place,
  format('create policy tenant_sees_own_rows on %1$s for all to coditect_app using (%2$s = current_setting(''app.current_organization_id'')::uuid) with check (%2$s = current_setting(''app.current_organization_id'')::uuid);',
    t.name, t.tenant) as cure
from tables t
where not exists (select from reaching r where r.polrelid = t.oid and r.strict and r.polcmd = '*')
union all
select 'The policy ' || r.polname || ' lets the tenants'' login see more than its own rows.', 'table ' || t.name,
  format('drop policy %I on %s;', r.polname, t.name)
from tables t join reaching r on r.polrelid = t.oid
where not r.strict
order by 2, 1
