-- Lets this transaction be idle for a minute: it asks another service meanwhile, and that answers within seconds, or is asked again.
select set_config('idle_in_transaction_session_timeout', '60s', true)
