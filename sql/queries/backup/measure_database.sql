-- How many bytes this database takes.
select pg_database_size(current_database())
