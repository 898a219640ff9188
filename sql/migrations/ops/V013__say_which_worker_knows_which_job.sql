-- Which serving worker knows which job: so that a replica leaves alone what another one knows. Run as coditect_owner.
-- And what an event in the outbox is left behind for.

create table coditect_ops.known_jobs (
  -- Quartz's name of the worker.
  worker text not null,
  job text not null,
  -- The cron expression, its zone and what is done about missed slots; empty: not fired by Quartz.
  schedule text not null,
  seen_at timestamptz not null default now(),
  primary key (worker, job)
);

alter table coditect_ops.outbox
  -- Set when the topic will never take the event; it then holds nobody up, and stays until somebody deletes it.
  add column refused_at timestamptz,
  add column refusal text;

grant select, insert, update, delete on coditect_ops.known_jobs to coditect_system;
grant update (refused_at, refusal) on coditect_ops.outbox to coditect_system;
