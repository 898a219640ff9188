-- Ended organizations that the newest run which came to them could not end, and what is in its way: not those of which something is held.
select organization_id, run_id, reason, table_name, constraint_name, function_name, sqlstate
from (
  select distinct on (l.organization_id) l.*
  from coditect_ops.erasure_left l
    join coditect_shared.organizations o on o.id = l.organization_id and o.deleted_at is not null
  where l.user_id is null and (cast(:organization as uuid) is null or l.organization_id = cast(:organization as uuid))
  order by l.organization_id, l.id desc) n
where reason in ('rows-of-others', 'cannot-be-deleted') or reason = 'something-held' and hold_id is null
order by id
limit :most
