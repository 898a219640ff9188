-- Tables with a tenant's column whose row-level security is off or not forced, or that no policy of the tenants' role protects.
select format('%I.%I', n.nspname, c.relname) as name
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'coditect_shared' and c.relkind in ('r', 'p')
  and (c.relname = 'organizations' or exists (
    select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped))
  and not (c.relrowsecurity and c.relforcerowsecurity and exists (
    select from pg_catalog.pg_policy p where p.polrelid = c.oid and pg_get_expr(p.polqual, p.polrelid) like '%current_organization_id%'))
order by 1
