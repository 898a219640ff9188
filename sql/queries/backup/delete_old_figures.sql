-- Removes some figures of markers that are not among the newest.
delete from coditect_ops.backup_marker_figures
where (marker, table_name, organization_id) in (
  select f.marker, f.table_name, f.organization_id from coditect_ops.backup_marker_figures f
  where f.marker <= (select m.sequence from coditect_ops.backup_markers m order by m.sequence desc offset cast(:kept as integer) limit 1)
  limit :most)
