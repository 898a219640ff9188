-- Takes from a Quartz job that cannot be read what it carries; ours carry nothing.
update coditect_ops.qrtz_job_details
set job_data = null
where sched_name = :scheduler and job_name = :name and job_group = :group
