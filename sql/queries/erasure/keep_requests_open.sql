-- Lets the requests of people who cannot be deleted wait, with that as their ground: nothing has answered them, and their time runs on.
update coditect_ops.erasure_requests
set state = 'waiting', ground = 'cannot-be-deleted', hold_id = null
where user_id = any (cast(:ids as uuid[])) and state <> 'completed'
