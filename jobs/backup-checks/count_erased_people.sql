-- Subjects that were erased.
select count(*) from coditect_ops.erasures
