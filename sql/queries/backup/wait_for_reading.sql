-- Lets this transaction be idle for as long as a statement of another connection may take.
select set_config('idle_in_transaction_session_timeout', :timeout, true)
