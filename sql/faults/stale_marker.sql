-- Deletes the newest marker.
do $$
begin
  if (select count(*) from coditect_ops.backup_markers) < 2 then
    raise no_data_found;
  end if;
  delete from coditect_ops.backup_marker_figures where marker = (select max(sequence) from coditect_ops.backup_markers);
  delete from coditect_ops.backup_markers where sequence = (select max(sequence) from coditect_ops.backup_markers);
end $$
