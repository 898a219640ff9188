-- Changes a count beside the newest marker.
do $$
declare
  changed bigint;
begin
  update coditect_ops.backup_marker_figures set row_count = row_count + 1
  where (tableoid, ctid) = (
    select f.tableoid, f.ctid from coditect_ops.backup_marker_figures f where f.marker = (select max(sequence) from coditect_ops.backup_markers) limit 1);
  get diagnostics changed = row_count;
  if changed = 0 then
    raise no_data_found;
  end if;
end $$
