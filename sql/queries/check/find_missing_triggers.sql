-- Triggers that have to fire and do not: the worker's own by name, one that keeps updated_at by what it does, and every one that is off.
with expected (on_table, name) as (
  values ('licenses', 'note_new_licenses'), ('licenses', 'note_changed_licenses'), ('organizations', 'note_changed_organizations'),
    ('users', 'audit_deletions'), ('projects', 'audit_deletions'), ('licenses', 'audit_deletions'), ('organizations', 'audit_deletions'),
    ('projects', 'audit_owners'), ('users', 'audit_touches'), ('organizations', 'audit_touches'), ('licenses', 'audit_licenses')
),
present as (
  select t.tgrelid, t.tgname, t.tgtype, t.tgenabled, c.relname, n.nspname
  from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where not t.tgisinternal and n.nspname in ('coditect_shared', 'coditect_ops')
)
select 'The trigger ' || e.name || ' is missing.' as what, 'table coditect_shared.' || e.on_table as place,
  'Create it again as sql/migrations/ops has it, as coditect_owner.' as cure
from expected e
where to_regclass('coditect_shared.' || e.on_table) is not null
  and not exists (select from present p where p.nspname = 'coditect_shared' and p.relname = e.on_table and p.tgname = e.name)
union all
select 'No trigger keeps updated_at before an update.', 'table coditect_shared.' || c.relname,
  'Create it again as sql/migrations/tenant has it (touch_updated_at), as coditect_owner.'
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'coditect_shared' and c.relname in ('organizations', 'users', 'licenses', 'projects')
  -- Bits of the type: 1 for each row, 2 before, 16 on update.
  and not exists (select from present p where p.tgrelid = c.oid and p.tgtype & 19 = 19)
union all
select 'The trigger ' || p.tgname || ' is off.', format('table %I.%I', p.nspname, p.relname),
  format('alter table %I.%I enable trigger %I;', p.nspname, p.relname, p.tgname)
from present p
where p.tgenabled in ('D', 'R')
order by 2, 1
