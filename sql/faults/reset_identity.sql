-- Begins the numbers of audit entries anew.
do $$
begin
  if not exists (select from coditect_ops.audit_log) then
    raise no_data_found;
  end if;
  alter table coditect_ops.audit_log alter column id restart;
end $$
