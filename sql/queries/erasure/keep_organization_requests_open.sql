-- Lets the requests to erase an organization that cannot be deleted wait, with that as their ground.
update coditect_ops.erasure_requests
set state = 'waiting', ground = 'cannot-be-deleted', hold_id = null
where organization_id = :organization and whole_organization and state <> 'completed'
