-- Remembers what this database is to the ledger.
insert into coditect_ops.ledger_roles (database_id, server, role, segment, said_by, said_at)
values (:database_id, :server, :role, :segment, :said_by, :said_at)
