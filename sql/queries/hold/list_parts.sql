-- Whom these holds protect since they were placed, where they are still there.
select p.part_of as hold_id, u.organization_id, u.id
from coditect_ops.holds p
  join coditect_shared.users u on u.id = p.user_id
where p.part_of = any (cast(:holds as uuid[]))
