-- How many events are too large to be published, how many the topic has refused, how many wait, and since when the oldest one does.
select
  count(*) filter (where octet_length(cast(data as text)) > :most_bytes) as too_large,
  min(event_id) filter (where octet_length(cast(data as text)) > :most_bytes) as one_too_large,
  count(*) filter (where refused_at is not null) as refused,
  min(event_id) filter (where refused_at is not null) as one_refused,
  count(*) filter (where octet_length(cast(data as text)) <= :most_bytes and refused_at is null) as waiting,
  min(recorded_at) filter (where octet_length(cast(data as text)) <= :most_bytes and refused_at is null) as waiting_since
from coditect_ops.outbox
