-- For each table of the tenants: the statements that count, as one tenant, the rows of others that show, and that change another's rows.
select format('%I.%I', n.nspname, c.relname) as name,
  format('select count(*) from %I.%I where %I <> cast(:tenant as uuid)', n.nspname, c.relname, t.tenant) as strangers,
  format('select count(*) from %I.%I where %I = cast(:tenant as uuid)', n.nspname, c.relname, t.tenant) as own,
  format('update %1$I.%2$I set %3$I = %3$I where %3$I = cast(:other as uuid)', n.nspname, c.relname, t.tenant) as change,
  format('select count(*) from %I.%I', n.nspname, c.relname) as everything,
  'insert into coditect_shared.organizations (id, name, slug) values (gen_random_uuid(), ''drill'', gen_random_uuid()::text)' as intrusion
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select case when c.relname = 'organizations' then 'id' else 'organization_id' end as tenant) t
where n.nspname = 'coditect_shared' and c.relkind in ('r', 'p') and not c.relispartition
  and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = t.tenant and not a.attisdropped
    and has_column_privilege(c.oid, a.attnum, 'select'))
  and has_table_privilege('coditect_app', c.oid, 'select, insert, update, delete')
order by 1
