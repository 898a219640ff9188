-- Cancels the open exports of people who are being erased, with the deletion as a trace. Of a copy that was delivered, ours goes too.
update coditect_ops.export_requests
set state = case state when 'delivered' then 'expired' else 'cancelled' end,
  reason = case state when 'delivered' then reason else 'erased by deletion ' || cast(:deletion as text) end,
  deletion = cast(:deletion as uuid),
  finished_at = case state when 'delivered' then finished_at else now() end,
  announced = state = 'delivered'
where user_id = any (cast(:ids as uuid[])) and state in ('requested', 'running', 'ready', 'delivered')
