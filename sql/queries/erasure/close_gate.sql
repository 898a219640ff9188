-- Waits for the bites in flight and keeps others out until the commit. Whoever places a hold or settles the ledger is alone.
select pg_advisory_xact_lock(73110, 1)
