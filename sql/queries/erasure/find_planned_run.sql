-- The run that a plan belongs to.
select job, key, outcome, as_of from coditect_ops.runs where id = :run_id
