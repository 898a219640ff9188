-- Keeps the schedulers of all workers from touching a trigger until the transaction ends; it is their own lock.
select lock_name from coditect_ops.qrtz_locks where sched_name = :scheduler and lock_name = 'TRIGGER_ACCESS' for update
