-- How long the next statement of this transaction may take, in milliseconds.
select set_config('statement_timeout', :millis, true)
