-- Every change that a run makes to a tenant's row leaves an audit row, by trigger, so that no job can forget it.

create function coditect_ops.audit_licenses() returns trigger
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  run text := coalesce(current_setting('ops.run_id', true), '');
  -- A superuser is a member of every role, so it is told apart by its attribute.
  is_system boolean := pg_has_role(current_user, 'coditect_system', 'usage')
    and not (select r.rolsuper from pg_roles r where r.rolname = current_user);
begin
  if not is_system then
    return null;
  end if;
  if run = '' then
    raise exception 'the system role changes tenant rows only inside a run'
      using hint = 'Set ops.run_id for the transaction, as the engine does before each bite.';
  end if;
  insert into coditect_ops.audit_log (run_id, table_name, row_id, organization_id, action, old_state, new_state, changed_columns)
  select run::uuid, tg_table_name, n.id, n.organization_id, 'update', o.status, n.status, '{status}'
  from new_rows n join old_rows o on o.id = n.id;
  return null;
end $$;

create trigger audit_licenses after update on coditect_shared.licenses
  referencing old table as old_rows new table as new_rows
  for each statement execute function coditect_ops.audit_licenses();
