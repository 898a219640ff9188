-- An instance is judged by the prefix that it was named with, also after the job file names another one. Run as coditect_owner.

alter table coditect_ops.drill_instances add column prefix text;

-- Names are prefix-source-random, cut in the source.
update coditect_ops.drill_instances
set prefix = case when position('-' || left(source, 20) in name) > 1 then left(name, position('-' || left(source, 20) in name) - 1) else 'drill' end;

alter table coditect_ops.drill_instances
  alter column prefix set not null,
  add constraint the_names_of_drill_instances_begin_with_their_prefix check (prefix <> '' and starts_with(name, prefix || '-'));
