-- Whether this transaction is the one relay that may publish; the lock ends with it.
select pg_try_advisory_xact_lock(:lock)
