-- Writes nothing, where something could be written: the database is there, and no replica.
insert into coditect_ops.rejected_events (message_id, subscription, reason, body_sha256, body_bytes, received_at)
select message_id, subscription, reason, body_sha256, body_bytes, received_at
from coditect_ops.rejected_events
where false
