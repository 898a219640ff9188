-- A worker that stops, and workers that have been silent for a day.
delete from coditect_ops.known_jobs where worker = :worker or seen_at < now() - interval '1 day'
