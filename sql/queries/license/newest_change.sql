-- Up to which change does this run look. What comes later waits for the next.
select coalesce(max(id), 0) from coditect_ops.license_changes;
