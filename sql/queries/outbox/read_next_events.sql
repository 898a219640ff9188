-- The oldest events that can be published now, up to a number of rows and of bytes, and whether each is free to be removed afterwards.
-- Rows too large for the topic, and refused by it, stay where they are and hold nobody up, and so do paused ordering keys.
with small_enough as (
  select o.sequence, octet_length(cast(o.data as text)) as bytes
  from coditect_ops.outbox o
  where octet_length(cast(o.data as text)) <= :most_bytes
    and o.refused_at is null
    and not (o.ordering_key = any(cast(:paused_keys as text[])))
  order by o.sequence
  limit :most_rows
), counted as (
  select s.sequence, s.bytes, sum(s.bytes) over (order by s.sequence) as bytes_so_far
  from small_enough s
), picked as (
  select c.sequence from counted c where c.bytes_so_far - c.bytes < :batch_bytes
), free as (
  select o.sequence from coditect_ops.outbox o join picked p on p.sequence = o.sequence
  for update of o skip locked
)
select o.sequence, o.event_id, o.type, o.ordering_key, o.occurred_at, o.subject, cast(o.data as text) as data, f.sequence is not null as free
from picked p
join coditect_ops.outbox o on o.sequence = p.sequence
left join free f on f.sequence = p.sequence
order by o.sequence
