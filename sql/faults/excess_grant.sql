-- Lets everybody read what goes out.
grant select on coditect_ops.outbox to public
