-- Which licenses of this organization come next by id.
select id
from coditect_shared.licenses
where organization_id = cast(:organization as uuid)
  and (cast(:after_id as uuid) is null or id > cast(:after_id as uuid))
order by id
limit :most;
