-- How many rows of each table this transaction has deleted and changed so far, by whatever did it: statements, cascades, triggers, rules.
-- PostgreSQL counts what a savepoint rolled back too, and what it has not passed on yet of transactions before.
select s.counting, t.id, t.deleted, t.updated
from (select cast(current_setting('track_counts') as boolean) as counting) s
  left join (
    select cast(c.oid as bigint) as id, pg_stat_get_xact_tuples_deleted(c.oid) as deleted, pg_stat_get_xact_tuples_updated(c.oid) as updated
    from pg_class c
    -- Smaller numbers are the server's own tables.
    where c.oid >= 16384 and c.relkind = 'r' and c.relpersistence <> 't') t
    on t.deleted > 0 or t.updated > 0
