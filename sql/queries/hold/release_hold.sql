-- Releases a hold, once.
update coditect_ops.holds set released_by = :by, released_at = now()
where id = :hold and released_at is null
