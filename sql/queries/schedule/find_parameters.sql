-- The parameters of the run that has this job and key.
select cast(parameters as text) from coditect_ops.runs where job = :job and key = :key
