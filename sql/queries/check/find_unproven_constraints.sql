-- Constraints that old rows may break, and tables of the tenants without a primary key or a tenant that exists.
select 'The constraint ' || c.conname || ' is not validated: rows from before it may break it.' as what,
  'table ' || c.conrelid::regclass::text as place,
  format('alter table %s validate constraint %I;', c.conrelid::regclass, c.conname) as cure
from pg_catalog.pg_constraint c join pg_catalog.pg_namespace n on n.oid = c.connamespace
where n.nspname in ('coditect_shared', 'coditect_ops') and not c.convalidated
union all
select 'The table has no primary key.', format('table coditect_shared.%I', t.relname),
  format('alter table coditect_shared.%I add primary key (id);', t.relname)
from pg_catalog.pg_class t join pg_catalog.pg_namespace n on n.oid = t.relnamespace
where n.nspname = 'coditect_shared' and t.relname in ('organizations', 'users', 'licenses', 'projects')
  and not exists (select from pg_catalog.pg_constraint c where c.conrelid = t.oid and c.contype = 'p')
union all
select 'Nothing keeps rows of an organization that does not exist out.', format('table coditect_shared.%I', t.relname),
  format('alter table coditect_shared.%I add foreign key (organization_id) references coditect_shared.organizations (id) on delete restrict;', t.relname)
from pg_catalog.pg_class t join pg_catalog.pg_namespace n on n.oid = t.relnamespace
where n.nspname = 'coditect_shared' and t.relname in ('users', 'licenses', 'projects')
  and not exists (
    select from pg_catalog.pg_constraint c
    where c.conrelid = t.oid and c.contype = 'f' and c.confrelid = to_regclass('coditect_shared.organizations'))
order by 2, 1
