-- Dead rows and updates of the tables that are large enough to matter: dead rows leave no room on a page for an update in place.
select format('%I.%I', schemaname, relname) as name, n_live_tup as live, n_dead_tup as dead, n_tup_upd as updated, n_tup_hot_upd as in_place
from pg_catalog.pg_stat_all_tables
where schemaname in ('coditect_shared', 'coditect_ops') and n_live_tup + n_dead_tup >= :least
order by n_dead_tup::numeric / greatest(n_live_tup + n_dead_tup, 1) desc, n_dead_tup desc
limit 50
