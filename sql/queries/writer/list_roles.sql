-- What was remembered, here or in the database that this is a copy of; the latest first.
select database_id, server, role, segment, said_by, said_at from coditect_ops.ledger_roles order by id desc
