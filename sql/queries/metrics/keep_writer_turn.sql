-- Keeps the turn to write business figures, and says beforehand up to when is written; no row where it is another worker's.
update coditect_ops.figure_writer
set
  until = clock_timestamp() + make_interval(secs => :seconds),
  written_through = greatest(written_through, cast(:through as timestamptz))
where worker = :worker
