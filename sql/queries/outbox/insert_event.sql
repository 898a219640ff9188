-- Puts one event into the outbox, in the transaction of the fact it tells.
insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, run_id, data)
values (:event_id, :type, :ordering_key, cast(:occurred_at as timestamptz), cast(:run_id as uuid), cast(:data as jsonb))
