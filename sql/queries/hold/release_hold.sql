-- Releases a hold with its parts, once; counts the hold alone.
with released as (
  update coditect_ops.holds set released_by = :by, released_as = session_user, released_at = now()
  where (id = :hold and part_of is null or part_of = :hold) and released_at is null
  returning id
)
select count(*) from released where id = :hold
