-- Events that the topic will never take: they stay, and hold nobody up.
update coditect_ops.outbox set refused_at = now(), refusal = :why where sequence = any(cast(:sequences as bigint[]))
