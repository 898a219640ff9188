-- The newest migration of the schema of the worker.
select max(version) as version from coditect_ops.flyway_ops_history where success
