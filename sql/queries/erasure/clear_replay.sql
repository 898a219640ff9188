-- Forgets what an earlier replay had to do.
delete from coditect_ops.erasure_replay
