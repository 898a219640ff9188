-- Export (GDPR Art. 15 and 20): what is asked for, and the packages that answer it. Run as coditect_owner.

alter table coditect_ops.export_requests
  add column whole_organization boolean not null default false,
  -- access (Art. 15) or portability (Art. 20).
  add column profile text not null default 'access',
  -- The public key the package is encrypted to; null: to none. Cleared with the person.
  add column recipient text,
  -- Who typed it in; null when an event brought it.
  add column recorded_by text,
  -- One calendar month after the request, in the organization's zone (GDPR Art. 12(3)).
  add column due_at timestamptz,
  add column attempts integer not null default 0,
  -- Not before; null: at once.
  add column retry_at timestamptz,
  -- The run that works on it, and the package that it is to be or is answered by.
  add column run_id uuid,
  add column package_id uuid,
  add column delivered_at timestamptz,
  add column delivered_by text,
  -- Who had it tried again last.
  add column retried_at timestamptz,
  add column retried_by text,
  -- The deletion of the ledger that ended it, or that came before it.
  add column deletion uuid,
  -- The event that tells its end is in the outbox.
  add column announced boolean not null default false;

update coditect_ops.export_requests
set whole_organization = user_id is null, due_at = (requested_at at time zone 'UTC' + interval '1 month') at time zone 'UTC';

alter table coditect_ops.export_requests
  alter column due_at set not null,
  add constraint export_requests_have_a_known_profile check (profile in ('access', 'portability')),
  add constraint open_export_requests_say_whom
    check (state in ('delivered', 'expired', 'failed', 'cancelled') or whole_organization = (user_id is null)),
  add constraint an_answered_export_request_names_its_package
    check (state not in ('running', 'ready', 'delivered', 'expired') or package_id is not null),
  add constraint a_delivery_says_when_and_by_whom check ((delivered_at is null) = (delivered_by is null)),
  add constraint a_retry_says_when_and_by_whom check ((retried_at is null) = (retried_by is null)),
  add constraint export_attempts_are_not_negative check (attempts >= 0);

create index export_requests_open on coditect_ops.export_requests (due_at) where state in ('requested', 'running');
create index export_requests_to_retry on coditect_ops.export_requests (retry_at) where state = 'requested';
create index export_requests_by_package on coditect_ops.export_requests (package_id) where package_id is not null;
create index export_requests_untold on coditect_ops.export_requests (id) where state = 'cancelled' and not announced;

-- Every attempt to write a package: on record, with the name it will have, before its first byte is written.
create table coditect_ops.export_packages (
  id uuid primary key,
  organization_id uuid not null,
  run_id uuid not null,
  state text not null default 'writing',
  -- The full name of the file or object.
  location text not null,
  started_at timestamptz not null default now(),
  -- The instant of the snapshot that it shows.
  data_at timestamptz,
  bytes bigint,
  sha256 text,
  rows bigint,
  expires_at timestamptz,
  -- When it was ready, or given up.
  finished_at timestamptz,
  -- When nothing was left under its name.
  deleted_at timestamptz,
  -- Of one given up, why.
  reason text,
  constraint packages_have_a_known_state check (state in ('writing', 'ready', 'abandoned', 'deleted')),
  constraint a_package_that_was_ready_can_be_checked
    check (state <> 'ready' or num_nulls(data_at, bytes, sha256, rows, expires_at, finished_at) = 0),
  constraint a_deletion_is_recorded check ((state = 'deleted') = (deleted_at is not null)),
  constraint package_hashes_are_sha256 check (sha256 ~ '^[0-9a-f]{64}$')
);
create index export_packages_alive on coditect_ops.export_packages (expires_at) where state in ('writing', 'ready', 'abandoned');
create index export_packages_by_organization on coditect_ops.export_packages (organization_id);

grant insert on coditect_ops.export_requests to coditect_system;
grant select, insert, update on coditect_ops.export_packages to coditect_system;

-- An export reads what it exports, column by column: a new one has to be granted as it has to be mapped.
grant select (name, max_users, max_projects, updated_at) on coditect_shared.organizations to coditect_system;
grant select (username, full_name, updated_at) on coditect_shared.users to coditect_system;
grant select (license_key, activation_count, max_activations, features, issued_at, created_at, updated_at) on coditect_shared.licenses to coditect_system;
grant select (name, slug, status, deleted_at, created_at, updated_at) on coditect_shared.projects to coditect_system;
