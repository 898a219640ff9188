-- Enters the gate of erasure beside other bites, and names the deletion to the audit triggers. A statement of its own, so that the
-- next one sees every hold that was placed while it waited.
select pg_advisory_xact_lock_shared(73110, 1), set_config('ops.deletion', :deletion, true)
