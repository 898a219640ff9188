-- Takes the turn to write business figures, unless it is another worker's; answers who had it and up to when was written.
with before as (
  select worker, written_through from coditect_ops.figure_writer for update
)
update coditect_ops.figure_writer w
set worker = :worker, until = clock_timestamp() + make_interval(secs => :seconds)
from before
where w.worker is null or w.worker = :worker or w.until <= clock_timestamp()
returning clock_timestamp() as now, before.worker as previous, before.written_through
