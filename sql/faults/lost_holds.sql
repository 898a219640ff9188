-- Deletes a legal hold.
do $$
declare
  lost bigint;
begin
  delete from coditect_ops.holds where (tableoid, ctid) = (select h.tableoid, h.ctid from coditect_ops.holds h limit 1);
  get diagnostics lost = row_count;
  if lost = 0 then
    raise no_data_found;
  end if;
end $$
