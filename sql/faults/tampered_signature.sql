-- Turns a bit of the newest signature.
update coditect_ops.backup_markers set signature = set_bit(signature, 7, 1 - get_bit(signature, 7))
where sequence = (select max(sequence) from coditect_ops.backup_markers)
