-- Cancels the open exports of an organization that is being erased, with the deletion as a trace.
update coditect_ops.export_requests
set state = 'cancelled', reason = 'erased by deletion ' || cast(:deletion as uuid), deletion = cast(:deletion as uuid), finished_at = now(), announced = false
where organization_id = :organization and whole_organization and state in ('requested', 'running', 'ready')
