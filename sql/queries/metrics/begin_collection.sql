-- Settles how names and values are read in a collection, and how long it may be idle.
select set_config('timezone', 'UTC', true), set_config('search_path', 'pg_catalog', true),
  set_config('idle_in_transaction_session_timeout', :idle, true)
