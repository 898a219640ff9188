-- Waits until no other migration of this database is going on; held until the connection is closed.
select pg_advisory_lock(hashtextextended('coditect ops worker migrations', 0))
