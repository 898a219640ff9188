-- Writes what has happened to a drill since it began.
update coditect_ops.drills
set ended_at = cast(:ended_at as timestamptz), verdict = cast(:verdict as text), stage = :stage,
  target_instance = cast(:target_instance as text), backup_id = cast(:backup_id as text),
  backup_from = cast(:backup_from as timestamptz), backup_until = cast(:backup_until as timestamptz),
  marker = cast(:marker as bigint), rpo = cast(:rpo as interval), rto = cast(:rto as interval),
  rto_parts = cast(:rto_parts as jsonb), checks = cast(:checks as jsonb), checks_after_fault = cast(:checks_after_fault as jsonb),
  fault = cast(:fault as text), fault_seed = cast(:fault_seed as bigint), fault_named = cast(:fault_named as boolean),
  problems = cast(:problems as jsonb), failures = cast(:failures as text[])
where id = :id
