-- Records messages that can never succeed; one that is known already keeps its first row.
insert into coditect_ops.rejected_events
  (message_id, subscription, event_source, event_id, type, reason, body_sha256, body_bytes, received_at)
select r.message_id, :subscription, r.event_source, r.event_id, r.type, r.reason, r.body_sha256, r.body_bytes, cast(:received_at as timestamptz)
from unnest(
  cast(:message_ids as text[]),
  cast(:event_sources as text[]),
  cast(:event_ids as text[]),
  cast(:types as text[]),
  cast(:reasons as text[]),
  cast(:body_sha256s as text[]),
  cast(:body_bytes as bigint[])
) as r (message_id, event_source, event_id, type, reason, body_sha256, body_bytes)
on conflict (subscription, message_id) do nothing
