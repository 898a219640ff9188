-- The organizations that a replay is about.
select distinct organization_id from coditect_ops.erasure_replay
