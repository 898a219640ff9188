-- Lets another worker take the lead at once.
update coditect_ops.metric_leader set until = '-infinity' where worker = :worker
