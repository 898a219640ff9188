-- Drops changes that are visible now and that the full sweep which starts after this will cover.
delete from coditect_ops.license_changes
where id in (
  select id from coditect_ops.license_changes
  order by id
  limit :most
  for update skip locked);
