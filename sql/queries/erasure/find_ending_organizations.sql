-- Which of these organizations a run is taking away with their people. Whose plan waits for an approval has not begun.
select o.organization_id
from unnest(cast(:organizations as uuid[])) as o (organization_id)
where exists (
  select from coditect_ops.erasure_plan p
    join coditect_ops.runs r on r.id = p.run_id
  where p.kind = 'organization' and p.organization_ids = array[o.organization_id] and r.outcome <> 'parked')
