-- What each look at the backups found, for lists, ages and evidence. Run as coditect_owner.

create table coditect_ops.backup_verifications (
  run_id uuid primary key,
  -- How deep it looked: freshness asks the service, a drill restores.
  level text not null,
  instance text not null,
  -- The instant it judged by; retention is counted from here.
  verified_at timestamptz not null,
  -- inconclusive: the service could not be asked, so that nothing is known.
  verdict text not null,
  -- The points: name, what was measured, what is expected, whether it is fine.
  points jsonb not null,
  constraint backup_verifications_have_a_known_level check (level in ('freshness')),
  constraint backup_verifications_have_a_known_verdict check (verdict in ('ok', 'failed', 'inconclusive'))
);

create index backup_verifications_by_time on coditect_ops.backup_verifications (level, verified_at desc);

grant select, insert on coditect_ops.backup_verifications to coditect_system;
