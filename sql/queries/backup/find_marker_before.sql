-- The newest marker before one.
select sequence, taken_at, key_id, structure, content, encode(signature, 'hex') as signature
from coditect_ops.backup_markers where sequence < :sequence order by sequence desc limit 1
