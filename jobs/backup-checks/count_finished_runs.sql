-- Runs that have ended.
select count(*) from coditect_ops.runs where finished_at is not null
