-- Removes the events that the topic has taken.
delete from coditect_ops.outbox where sequence = any(cast(:sequences as bigint[]))
