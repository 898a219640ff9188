-- Which licenses come next by id that are active although their organization was last told of grace or expiry, whenever they end.
select p.license_id
from coditect_ops.license_progress p
join coditect_shared.licenses l on l.id = p.license_id and l.organization_id = p.organization_id
where p.stage in ('GRACE', 'EXPIRED') and l.status = 'ACTIVE'
  and (cast(:after_id as uuid) is null or p.license_id > cast(:after_id as uuid))
order by p.license_id
limit :most;
