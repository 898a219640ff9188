-- Writes down what a look at the backups found; the same run writes it once.
insert into coditect_ops.backup_verifications (run_id, level, instance, verified_at, verdict, points, newest_backup_at, recovery_until)
values (:run_id, :level, :instance, cast(:verified_at as timestamptz), :verdict, cast(:points as jsonb),
  cast(:newest_backup_at as timestamptz), cast(:recovery_until as timestamptz))
on conflict (run_id) do nothing
