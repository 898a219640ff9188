-- Enters the gate of erasure beside other bites, and names the deletion to the audit triggers. A statement of its own, so that the
-- next one sees every hold that was placed while it waited. From here on rows are found by index, whatever stale statistics say.
select pg_advisory_xact_lock_shared(73110, 1), set_config('ops.deletion', :deletion, true),
  set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
