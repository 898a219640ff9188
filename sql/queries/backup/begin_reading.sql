-- Settles how values and names are read and how long a statement may take, and says which snapshot it is of which database.
select transaction_timestamp() as instant, pg_current_snapshot()::text as snapshot, current_setting('server_version_num')::integer as server_version,
  (select i.id from coditect_ops.database_identity i) as database_id,
  (select max(h.version) from coditect_ops.flyway_ops_history h where h.success) as schema_version,
  set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'iso_8601', true),
  set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true), set_config('search_path', 'pg_catalog', true),
  set_config('statement_timeout', :timeout, true), set_config('idle_in_transaction_session_timeout', :timeout, true)
