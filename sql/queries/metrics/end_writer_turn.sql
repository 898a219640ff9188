-- Ends the turn to write business figures, and says up to when was written in fact.
update coditect_ops.figure_writer
set until = clock_timestamp(), written_through = cast(:through as timestamptz)
where worker = :worker
