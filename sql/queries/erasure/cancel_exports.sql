-- Cancels the open exports of people who are being erased, with the deletion as a trace.
update coditect_ops.export_requests
set state = 'cancelled', reason = 'erased by deletion ' || :deletion, deletion = cast(:deletion as uuid), finished_at = now(), announced = false
where user_id = any (cast(:ids as uuid[])) and state in ('requested', 'running', 'ready')
