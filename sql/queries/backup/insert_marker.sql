-- Keeps a marker.
insert into coditect_ops.backup_markers (sequence, taken_at, run_id, key_id, structure, content, signature)
values (:sequence, :taken_at, :run_id, :key_id, :structure, :content, decode(:signature, 'hex'))
