-- When the newest run began.
select max(started_at) from coditect_ops.runs
