-- The worker's own ledger: what ran, what it changed, and what it sends out. Run as coditect_owner.

create table coditect_ops.runs (
  id uuid primary key default gen_random_uuid(),
  job text not null,
  -- job@scheduled-instant, an event's id, or what the caller chose: the same key has its effect once.
  key text not null,
  origin text not null,
  parameters jsonb not null default '{}',
  as_of timestamptz not null,
  outcome text not null default 'running',
  attempt integer not null default 1,
  -- Raised at every takeover; a worker that holds an older one may not commit.
  fence bigint not null default 1,
  worker text not null,
  heartbeat_at timestamptz not null default now(),
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  retry_at timestamptz,
  took interval,
  progress text,
  changed jsonb not null default '{}',
  problems jsonb not null default '[]',
  constraint a_key_names_one_run unique (job, key),
  constraint runs_come_from_a_known_trigger check (origin in ('schedule', 'event', 'command')),
  constraint runs_have_a_known_outcome
    check (outcome in ('running', 'done', 'nothing-to-do', 'failed', 'refused', 'interrupted', 'parked')),
  constraint running_means_not_finished check ((outcome = 'running') = (finished_at is null))
-- Heartbeats and progress rewrite a row often: leave them room on its page.
) with (fillfactor = 70);
create unique index one_run_at_a_time_per_job_and_parameters on coditect_ops.runs (job, parameters) where outcome = 'running';
create index runs_by_job_and_start on coditect_ops.runs (job, started_at desc);
create index runs_by_start on coditect_ops.runs (started_at desc);
create index runs_waiting_for_another_attempt on coditect_ops.runs (retry_at) where retry_at is not null;

-- Events on their way out, written in the statement that made the change, removed by the relay once published.
create table coditect_ops.outbox (
  sequence bigint generated always as identity primary key,
  -- The ce-id: the same for the same fact, so that a consumer can drop doubles.
  event_id text not null,
  type text not null,
  -- The organization's id; empty for events about no organization.
  ordering_key text not null,
  -- When the fact was due (ce-time), not when the worker got to it.
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  run_id uuid,
  data jsonb not null
);

create table coditect_ops.rejected_events (
  id bigint generated always as identity primary key,
  message_id text not null,
  subscription text not null,
  event_id text,
  type text,
  reason text not null,
  body_sha256 text not null,
  body_bytes bigint not null,
  received_at timestamptz not null default now(),
  constraint a_message_is_rejected_once unique (subscription, message_id)
);

-- One row for each row of the tenants' tables that a run changed. Holds ids and states, never personal data.
create table coditect_ops.audit_log (
  id bigint generated always as identity primary key,
  run_id uuid not null,
  table_name text not null,
  row_id uuid not null,
  organization_id uuid not null,
  action text not null,
  old_state text,
  new_state text,
  changed_columns text[],
  changed_at timestamptz not null default now(),
  constraint audit_actions_are_known check (action in ('insert', 'update', 'delete'))
);
create index audit_log_by_row on coditect_ops.audit_log (row_id);
create index audit_log_by_run on coditect_ops.audit_log (run_id);
