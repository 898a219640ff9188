-- Deletes an owner past the foreign keys.
do $$
declare
  lost bigint;
begin
  set local session_replication_role = replica;
  delete from coditect_shared.users where id = (select p.owner_id from coditect_shared.projects p limit 1);
  get diagnostics lost = row_count;
  if lost = 0 then
    raise no_data_found;
  end if;
end $$
