-- Holds the people who have the address now, as parts of its hold; whoever was erased since they were looked for is not there.
insert into coditect_ops.holds (kind, organization_id, user_id, ground, placed_by, until, part_of)
select 'user', u.organization_id, u.id, h.ground, h.placed_by, h.until, h.id
from coditect_ops.holds h
  join coditect_shared.users u on u.id = any (cast(:ids as uuid[]))
where h.id = :hold
  and not exists (select from coditect_ops.holds p where p.part_of = h.id and p.user_id = u.id)
