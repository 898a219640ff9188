-- The newest marker.
select sequence, taken_at, key_id, structure, content, encode(signature, 'hex') as signature
from coditect_ops.backup_markers order by sequence desc limit 1
