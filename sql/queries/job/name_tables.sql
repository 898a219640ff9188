-- Names of tables, and of the tables that they are partitions or children of, the topmost; a table of its own is its own.
with recursive up (id, at, step) as (
  select t.id, cast(t.id as oid), 0 from unnest(cast(:ids as bigint[])) as t (id)
  union all
  select up.id, i.inhparent, up.step + 1 from up join pg_inherits i on i.inhrelid = up.at and i.inhseqno = 1
),
root as (
  select distinct on (id) id, at from up order by id, step desc
)
select r.id, n.nspname || '.' || c.relname as name, rn.nspname || '.' || rc.relname as root
from root r
  join pg_class c on c.oid = r.id
  join pg_namespace n on n.oid = c.relnamespace
  join pg_class rc on rc.oid = r.at
  join pg_namespace rn on rn.oid = rc.relnamespace
