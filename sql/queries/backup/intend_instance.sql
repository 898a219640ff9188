-- Writes down an instance that a drill is about to ask for.
insert into coditect_ops.drill_instances (project, name, source_project, source, run_id, kind, intended_at, prefix)
values (:project, :name, :source_project, :source, :run_id, :kind, :intended_at, :prefix)
