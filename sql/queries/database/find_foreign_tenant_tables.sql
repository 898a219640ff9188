-- Parts of the schema coditect_shared that coditect_owner cannot add policies, triggers and grants to, because they belong to others.
select 'The ' || part.kind || ' belongs to ' || r.rolname || ', and only its owner can let the worker in.' as what,
  part.kind || ' ' || part.name as place,
  format('As its owner or an administrator: alter %s %s owner to coditect_owner;', part.kind, part.name) as cure
from (
    select 'table' as kind, format('%I.%I', n.nspname, c.relname) as name, c.relowner as owner
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'coditect_shared' and c.relname in ('organizations', 'users', 'licenses', 'projects')
    union all
    select 'schema', nspname, nspowner from pg_catalog.pg_namespace where nspname = 'coditect_shared'
  ) part
  join pg_catalog.pg_roles r on r.oid = part.owner
where not pg_has_role('coditect_owner', part.owner, 'usage')
order by place
