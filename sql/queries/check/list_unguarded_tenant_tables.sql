-- Tables of the tenants whose row-level security is off, not forced, or without a rule for reading or writing.
select format('%I.%I', n.nspname, c.relname) as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'coditect_shared' and c.relkind in ('r', 'p')
  and (c.relname = 'organizations' or exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped))
  and (not c.relrowsecurity or not c.relforcerowsecurity)
order by name
