-- Events that wait to go out and those that the topic refused; events that were rejected.
with waiting as materialized (
  select count(*) filter (where refused_at is null) as backlog, count(*) filter (where refused_at is not null) as refused,
    min(recorded_at) filter (where refused_at is null) as since
  from coditect_ops.outbox
), rejected as materialized (
  select count(*) as events, count(*) filter (where received_at > cast(:now as timestamptz) - interval '24 hours') as lately
  from coditect_ops.rejected_events
)
select 'outbox_backlog' as figure, cast(backlog as double precision) as value, cast(null as timestamptz) as since from waiting
union all
select 'outbox_refused', refused, null from waiting
union all
select 'outbox_oldest', greatest(0, coalesce(extract(epoch from cast(:now as timestamptz) - since), 0)), null from waiting
union all
select 'events_rejected_of_day', lately, null from rejected
union all
select 'events_rejected', events, (select made_at from coditect_ops.database_identity) from rejected
