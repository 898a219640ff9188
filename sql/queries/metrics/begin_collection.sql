-- Settles how names and values are read in a collection, how long it may be idle, and that it computes on one processor.
select set_config('timezone', 'UTC', true), set_config('search_path', 'pg_catalog', true),
  set_config('idle_in_transaction_session_timeout', :idle, true),
  -- The others are the tenants': helpers would halve a statement's time and take every processor for it.
  set_config('max_parallel_workers_per_gather', '0', true),
  -- A statement is asked once; to compile it takes longer than that saves.
  set_config('jit', 'off', true)
