-- For each foreign key the statement that finds out whether a row points to nothing, and whether it is that of the tenant in every row.
select format('%s %I', k.conrelid::regclass, k.conname) as name, format(
  'select exists (select from only %s c where %s and not exists (select from only %s p where %s))', k.conrelid::regclass,
  (select string_agg(format('c.%I is not null', a.attname), ' and ' order by u.n)
    from unnest(k.conkey) with ordinality u (num, n) join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num),
  k.confrelid::regclass,
  (select string_agg(format('p.%I = c.%I', f.attname, a.attname), ' and ' order by u.n)
    from unnest(k.conkey, k.confkey) with ordinality u (num, target, n)
      join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num
      join pg_catalog.pg_attribute f on f.attrelid = k.confrelid and f.attnum = u.target)) as statement,
  (select bool_and(has_column_privilege(k.conrelid, u.num, 'select')) from unnest(k.conkey) u (num))
    and (select bool_and(has_column_privilege(k.confrelid, u.num, 'select')) from unnest(k.confkey) u (num)) as readable,
  k.conrelid::regclass::text as child, k.confrelid = 'coditect_shared.organizations'::regclass and exists (
    select from pg_catalog.pg_attribute a join pg_catalog.pg_attribute f on f.attrelid = k.confrelid and array[f.attnum] = k.confkey
    where a.attrelid = k.conrelid and array[a.attnum] = k.conkey and a.attname = 'organization_id' and a.attnotnull and f.attname = 'id') as of_tenant
from pg_catalog.pg_constraint k
where k.contype = 'f' and k.connamespace in ('coditect_shared'::regnamespace, 'coditect_ops'::regnamespace)
  and k.conparentid = 0
order by 1
