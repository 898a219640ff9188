-- Records that nothing is left of a package; who had not fetched it has missed it.
with removed as (
  update coditect_ops.export_packages set state = 'deleted', deleted_at = now()
  where id = :package_id and state in ('ready', 'abandoned')
  returning id
)
update coditect_ops.export_requests set state = 'expired'
where package_id in (select id from removed) and state = 'ready'
