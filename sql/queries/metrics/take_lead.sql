-- Takes the lead, or keeps it, for a while; no row when another worker has it.
update coditect_ops.metric_leader
set worker = :worker, until = clock_timestamp() + cast(:length as interval)
where worker = :worker or until < clock_timestamp()
returning until
