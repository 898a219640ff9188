-- Writes down what the version that migrates declares, in place of what another one did. Run as coditect_owner, by "migrate" alone.
with declared as (
  select object, privilege, columns
  from jsonb_to_recordset(cast(? as jsonb)) as line (object text, privilege text, columns text[])
), gone as (
  delete from coditect_ops.declared_privileges d
  where not exists (select from declared l where l.object = d.object and l.privilege = d.privilege)
)
insert into coditect_ops.declared_privileges as d (object, privilege, columns)
select object, privilege, columns
from declared
on conflict (object, privilege) do update set columns = excluded.columns
where d.columns <> excluded.columns
