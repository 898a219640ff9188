-- Settles how statements are read, how values are written and how long a copy may take, and says when the snapshot is.
select transaction_timestamp() as instant,
  set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'iso_8601', true),
  set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true), set_config('standard_conforming_strings', 'on', true),
  set_config('statement_timeout', :timeout, true), set_config('idle_in_transaction_session_timeout', :idle, true)
