-- Lets this transaction make a large view anew.
select set_config('statement_timeout', '600000', true)
