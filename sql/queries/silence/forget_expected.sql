-- Successes that no worker waits for any more.
delete from coditect_ops.expected_successes where not (label = any(cast(:labels as text[])))
