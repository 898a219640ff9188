-- Whether a run has this job and key.
select exists (select from coditect_ops.runs where job = :job and key = :key)
