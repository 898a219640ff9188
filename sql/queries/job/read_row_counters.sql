-- How many rows of each table this transaction has deleted and changed so far, by whatever did it: statements, cascades, triggers, rules.
-- Of a partition or an inheriting table also the table it belongs to. PostgreSQL counts a savepoint that was rolled back too.
with touched as materialized (
  select t.* from (
    select c.oid, c.relnamespace, c.relname, pg_stat_get_xact_tuples_deleted(c.oid) as deleted, pg_stat_get_xact_tuples_updated(c.oid) as updated
    from pg_class c
    -- Smaller numbers are the server's own tables.
    where c.oid >= 16384 and c.relkind = 'r' and c.relpersistence <> 't') t
  where t.deleted > 0 or t.updated > 0
)
select s.counting, n.nspname || '.' || t.relname as "table", rn.nspname || '.' || r.relname as root, t.deleted, t.updated
from (select cast(current_setting('track_counts') as boolean) as counting) s
  left join touched t on true
  left join pg_namespace n on n.oid = t.relnamespace
  left join lateral (
    with recursive up (oid, step) as (
      select t.oid, 0
      union all
      select i.inhparent, up.step + 1 from up join pg_inherits i on i.inhrelid = up.oid and i.inhseqno = 1
    )
    select c.relname, c.relnamespace from up join pg_class c on c.oid = up.oid order by up.step desc limit 1) r on true
  left join pg_namespace rn on rn.oid = r.relnamespace
