-- Writes down which columns say nothing about a person, as the version knows that migrates. Run as coditect_owner, by "migrate" alone.
with declared as (
  select relation, columns
  from jsonb_to_recordset(cast(? as jsonb)) as line (relation text, columns text[])
), gone as (
  delete from coditect_ops.declared_columns d
  where not exists (select from declared l where l.relation = d.relation)
)
insert into coditect_ops.declared_columns as d (relation, columns)
select relation, columns
from declared
on conflict (relation) do update set columns = excluded.columns
where d.columns <> excluded.columns
