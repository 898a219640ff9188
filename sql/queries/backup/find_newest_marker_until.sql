-- The newest marker that was taken until this instant.
select sequence, taken_at, key_id, structure, content, encode(signature, 'hex') as signature
from coditect_ops.backup_markers where taken_at <= :instant order by sequence desc limit 1
