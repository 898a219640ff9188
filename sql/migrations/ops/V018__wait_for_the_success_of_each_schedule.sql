-- Since when the success of each job, or of each of its schedules, is waited for: what never ran is late too. Run as coditect_owner.

create table coditect_ops.expected_successes (
  -- The job, or job/schedule.
  label text primary key,
  known_since timestamptz not null default now()
);

grant select, insert, delete on coditect_ops.expected_successes to coditect_system;
