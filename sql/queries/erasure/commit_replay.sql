-- These deletions have happened.
update coditect_ops.erasure_replay set committed = true
where deletion = any (cast(:deletions as uuid[])) and not committed
