-- Records a drill, once a run.
insert into coditect_ops.drills (id, run_id, level, started_at, started_by, stage, source_instance, configuration)
values (:id, :run_id, :level, :started_at, :started_by, :stage, :source_instance, cast(:configuration as jsonb))
on conflict (run_id) do nothing
