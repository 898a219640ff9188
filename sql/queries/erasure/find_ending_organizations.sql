-- Which of these ended organizations a run is taking away with their people. Whose plan waits for an approval has not begun, and one that was restored stays.
select o.id as organization_id
from coditect_shared.organizations o
where o.id = any (cast(:organizations as uuid[])) and o.deleted_at is not null
  and exists (
    select from coditect_ops.erasure_plan p
      join coditect_ops.runs r on r.id = p.run_id
    where p.kind = 'organization' and p.organization_ids = array[o.id] and r.outcome <> 'parked')
