-- Takes changed licenses off the list, leaving those that another worker holds.
delete from coditect_ops.license_changes
where id in (
  select id from coditect_ops.license_changes
  where id <= :newest and license_id is not null
    and (cast(:organization as uuid) is null or organization_id = cast(:organization as uuid))
  order by id
  limit :most
  for update skip locked)
returning license_id;
