-- The version of the collation that the database was made with, and that of the system it is on.
select coalesce(d.datcollversion, 'none') as made_with, coalesce(pg_catalog.pg_database_collation_actual_version(d.oid), 'none') as is_on
from pg_catalog.pg_database d where d.datname = current_database()
