-- Deletes the newest entry of the audit log that the newest marker saw, and all after it.
do $$
declare
  lost bigint;
begin
  delete from coditect_ops.audit_log where id >= (
    select (tail ->> 'last')::bigint from coditect_ops.backup_markers m, jsonb_array_elements(m.content::jsonb -> 'tails') tail
    where tail ->> 'name' = 'coditect_ops.audit_log' and (tail ->> 'rows')::bigint > 0 order by m.sequence desc limit 1);
  get diagnostics lost = row_count;
  if lost = 0 then
    raise no_data_found;
  end if;
end $$
