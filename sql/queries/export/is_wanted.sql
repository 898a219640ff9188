-- Whether anybody still waits for this package.
select exists (select from coditect_ops.export_requests where package_id = :package_id and state = 'running')
