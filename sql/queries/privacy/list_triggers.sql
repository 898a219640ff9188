-- The triggers of the tables that the map is about: what runs, when, and whether this worker or the reference schema brought it.
with recursive part (id, parent) as (
  -- Partitions, and children without a column of their own, are part of the table above them.
  select i.inhrelid, min(i.inhparent)
  from pg_catalog.pg_inherits i
  where not exists (select from pg_catalog.pg_attribute a where a.attrelid = i.inhrelid and a.attnum > 0 and not a.attisdropped and a.attinhcount = 0)
  group by i.inhrelid
  having count(*) = 1
),
up (id, top, step) as (
  select id, parent, 1 from part
  union all
  select up.id, p.parent, up.step + 1 from up join part p on p.id = up.top
),
root as (
  select distinct on (id) id, top from up order by id, step desc
)
select format('%s.%s', rn.nspname, rc.relname) as "table", t.tgname as name,
  quote_ident(t.tgname) as shown_name, format('%I.%I', n.nspname, c.relname) as shown_table,
  format('%I.%I()', fn.nspname, f.proname) as function,
  fn.nspname = 'coditect_ops' or fn.nspname = 'coditect_shared' and f.proname = 'touch_updated_at' as ours,
  t.tgenabled in ('O', 'A') as fires,
  (t.tgtype & 8) <> 0 as on_delete, (t.tgtype & 16) <> 0 as on_update,
  array(
    select cast(a.attname as text)
    from unnest(cast(t.tgattr as int2[])) as u (number)
      join pg_catalog.pg_attribute a on a.attrelid = t.tgrelid and a.attnum = u.number) as update_of
from pg_catalog.pg_trigger t
  join pg_catalog.pg_class c on c.oid = t.tgrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class rc on rc.oid = coalesce((select r.top from root r where r.id = c.oid), c.oid)
  join pg_catalog.pg_namespace rn on rn.oid = rc.relnamespace
  join pg_catalog.pg_proc f on f.oid = t.tgfoid
  join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
where rn.nspname = any (cast(:schemas as text[])) and not t.tgisinternal and t.tgparentid = 0
order by 1, 2
