-- The structure of this hash.
select content from coditect_ops.backup_marker_structures where hash = :hash
