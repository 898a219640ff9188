-- How many runs are queued for this job.
select count(*) from coditect_ops.qrtz_triggers where sched_name = :scheduler and job_name = :job and job_group = 'runs'
