-- Erasure (GDPR Art. 17): who asked, who is held, what is planned, what was done. Run as coditect_owner.

create table coditect_ops.erasure_requests (
  -- The requestId of the event: asking twice is asking once.
  id uuid primary key,
  organization_id uuid not null,
  -- Cleared with the person; null from the beginning when the whole organization is to go.
  user_id uuid,
  whole_organization boolean not null default false,
  requested_at timestamptz not null,
  received_at timestamptz not null default now(),
  -- Who typed it in; null when an event brought it.
  recorded_by text,
  -- One calendar month after the request, in the organization's zone (GDPR Art. 12(3)).
  due_at timestamptz not null,
  -- Once, two further months, with the reason that the person is told.
  extended_until timestamptz,
  extension_reason text,
  extended_by text,
  extended_at timestamptz,
  state text not null default 'waiting',
  -- Of a refusal, its ground; of a completion, how it came about.
  ground text,
  hold_id uuid,
  -- The deletion of the ledger that answered it.
  deletion uuid,
  finished_at timestamptz,
  constraint erasure_requests_have_a_known_state check (state in ('waiting', 'refused', 'completed')),
  constraint completed_requests_name_nobody check (state <> 'completed' or user_id is null),
  constraint open_requests_say_whom check (state = 'completed' or whole_organization = (user_id is null)),
  constraint completed_means_finished check ((state = 'completed') = (finished_at is not null)),
  constraint an_extension_says_until_when_why_and_by_whom
    check (num_nulls(extended_until, extension_reason, extended_by, extended_at) in (0, 4)),
  constraint an_extension_lengthens check (extended_until > due_at)
);
create index erasure_requests_open on coditect_ops.erasure_requests (coalesce(extended_until, due_at)) where state <> 'completed';
create index erasure_requests_by_user on coditect_ops.erasure_requests (user_id) where user_id is not null;
create index erasure_requests_by_organization on coditect_ops.erasure_requests (organization_id);

-- A legal hold (GDPR Art. 17(3)): nothing of what it protects is erased while it stands.
create table coditect_ops.holds (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  -- Null only for an address in whichever organization.
  organization_id uuid,
  user_id uuid,
  project_id uuid,
  -- The keyed hash of the lower-cased address, and the name of the key.
  email_key text,
  email_hash bytea,
  ground text not null,
  placed_by text not null,
  placed_at timestamptz not null default now(),
  -- Null: until it is released.
  until timestamptz,
  released_by text,
  released_at timestamptz,
  constraint holds_protect_something_known check (kind in ('user', 'email', 'project', 'organization')),
  constraint holds_name_what_they_protect check (
    (kind = 'email') = (email_hash is not null) and (kind = 'email') = (email_key is not null)
    and (kind = 'project') = (project_id is not null) and (kind = 'user' or user_id is null)
    and (kind = 'email' or organization_id is not null)),
  constraint hold_grounds_are_not_blank check (ground ~ '[^[:space:]]'),
  constraint a_release_says_when_and_by_whom check ((released_at is null) = (released_by is null))
);
create index holds_by_user on coditect_ops.holds (user_id) where user_id is not null;
create index holds_standing on coditect_ops.holds (organization_id, kind) where released_at is null;
-- Asked every few seconds, what ended lately.
create index holds_by_end on coditect_ops.holds (least(released_at, until));

-- The pages of a run's plan, each one bite. The ids are of people who are there: the bite that erases them removes the page.
create table coditect_ops.erasure_plan (
  run_id uuid not null,
  number integer not null,
  kind text not null,
  organization_ids uuid[] not null,
  -- Of a page of people; a null stands for somebody whom another run erased.
  user_ids uuid[],
  -- The row versions that were planned: a row that changed since is left.
  versions xid[] not null,
  grounds text[] not null,
  request_ids uuid[] not null,
  due_at timestamptz[] not null,
  constraint plan_pages_are_numbered primary key (run_id, number),
  constraint plan_pages_have_a_known_kind check (kind in ('people', 'organization'))
);

-- What a run planned to take from each tenant's tables, out of how much; kept, as the history that later plans are held against.
create table coditect_ops.erasure_plan_counts (
  run_id uuid not null,
  organization_id uuid not null,
  table_name text not null,
  planned bigint not null,
  -- Null where the share of the tenant does not matter.
  present bigint,
  planned_at timestamptz not null default now(),
  constraint a_plan_counts_each_table_once primary key (run_id, organization_id, table_name)
);
create index erasure_plan_counts_by_organization on coditect_ops.erasure_plan_counts (organization_id, planned_at desc);

-- Whom the latest runs left, and why.
create table coditect_ops.erasure_left (
  id bigint generated always as identity primary key,
  run_id uuid not null,
  organization_id uuid not null,
  -- Null: the organization itself.
  user_id uuid,
  reason text not null,
  hold_id uuid,
  recorded_at timestamptz not null default now(),
  constraint reasons_to_leave_are_known
    check (reason in ('changed', 'held', 'no-owner-to-take-over', 'export-open', 'something-held'))
);
create index erasure_left_by_user on coditect_ops.erasure_left (user_id) where user_id is not null;
create index erasure_left_by_run on coditect_ops.erasure_left (run_id, organization_id);

-- The ledger of erasures, inside: for queries. The one outside is the proof.
create table coditect_ops.erasures (
  deletion uuid not null,
  subject_key text not null,
  subject_hash bytea not null,
  organization_id uuid not null,
  request_id uuid,
  ground text not null,
  due_at timestamptz not null,
  erased_at timestamptz not null,
  counts jsonb not null
);
create index erasures_by_subject on coditect_ops.erasures (subject_hash);
create index erasures_by_request on coditect_ops.erasures (request_id) where request_id is not null;
create index erasures_by_deletion on coditect_ops.erasures (deletion);

-- Each deleting transaction, and where its intents stand in the ledger outside.
create table coditect_ops.erasure_deletions (
  deletion uuid primary key,
  -- Null when it was taken over from the ledger outside, after a restore.
  run_id uuid,
  -- The name of the key that made its hashes.
  subject_key text not null,
  segment bigint not null,
  subjects integer not null,
  counts jsonb not null,
  recorded_at timestamptz not null default now()
);

-- Ends of the ledger outside, as they were seen: 'seen' proves later that nothing was cut off,
-- 'settled' that every intent up to it has its end.
create table coditect_ops.ledger_marks (
  kind text not null,
  segment bigint not null,
  sequence bigint not null,
  hash text not null,
  recorded_at timestamptz not null default now(),
  constraint ledger_marks_are_known check (kind in ('seen', 'settled')),
  constraint a_segment_is_marked_once primary key (kind, segment)
);

-- The ledger outside is held against this one by segment.
create index erasure_deletions_by_segment on coditect_ops.erasure_deletions (segment);

-- What a replay after a restore has to do: the subjects of deletions that are in the ledger outside and not inside. The next
-- replay starts with an empty table.
create table coditect_ops.erasure_replay (
  -- The number of the entry outside.
  entry bigint primary key,
  run_id uuid not null,
  segment bigint not null,
  deletion uuid not null,
  subject_key text not null,
  subject_hash bytea not null,
  organization_id uuid not null,
  request_id uuid,
  ground text not null,
  due_at timestamptz not null,
  intended_at timestamptz not null,
  counts jsonb not null,
  -- The subject is the organization itself, and its own row went.
  whole_organization boolean not null,
  -- False while the ledger outside holds no end of the deletion.
  committed boolean not null default false,
  found text not null default 'absent',
  -- Somebody of the deletion is still there after the replay.
  remains boolean not null default false,
  constraint replayed_subjects_are_somewhere check (found in ('absent', 'back', 'anew'))
);
create index erasure_replay_by_subject on coditect_ops.erasure_replay (subject_hash);
create index erasure_replay_by_deletion on coditect_ops.erasure_replay (deletion);
create index erasure_replay_by_organization on coditect_ops.erasure_replay (organization_id);

-- Requests for copies (GDPR Art. 15 and 20). Erasure ends those of the people it erases.
create table coditect_ops.export_requests (
  id uuid primary key,
  organization_id uuid not null,
  user_id uuid,
  state text not null default 'requested',
  reason text,
  requested_at timestamptz not null,
  received_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint export_requests_have_a_known_state
    check (state in ('requested', 'running', 'ready', 'delivered', 'expired', 'failed', 'cancelled'))
);
create index export_requests_by_user on coditect_ops.export_requests (user_id) where user_id is not null;
create index export_requests_by_organization on coditect_ops.export_requests (organization_id);

-- Each row of the tenants' tables that a run takes or changes leaves an audit row. A deleted person's row names the deletion
-- of the ledger instead of the person.
create function coditect_ops.audit_rows() returns trigger
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  run text := coalesce(current_setting('ops.run_id', true), '');
  deletion text := coalesce(current_setting('ops.deletion', true), '');
begin
  -- A superuser is a member of every role, so it is told apart by its attribute.
  if not pg_has_role(current_user, 'coditect_system', 'usage')
    or (select r.rolsuper from pg_roles r where r.rolname = current_user) then
    return null;
  end if;
  if run = '' then
    raise exception 'the system role changes tenant rows only inside a run'
      using hint = 'Set ops.run_id for the transaction, as the engine does before each bite.';
  end if;
  if tg_op = 'UPDATE' then
    if tg_table_name = 'organizations' then
      insert into coditect_ops.audit_log (run_id, table_name, row_id, organization_id, action, changed_columns)
      select run::uuid, tg_table_name, n.id, n.id, 'update', tg_argv[0]::text[] from new_rows n;
    else
      insert into coditect_ops.audit_log (run_id, table_name, row_id, organization_id, action, changed_columns)
      select run::uuid, tg_table_name, n.id, n.organization_id, 'update', tg_argv[0]::text[] from new_rows n;
    end if;
  elsif tg_table_name = 'organizations' then
    insert into coditect_ops.audit_log (run_id, table_name, row_id, organization_id, action)
    select run::uuid, tg_table_name, o.id, o.id, 'delete' from old_rows o;
  else
    insert into coditect_ops.audit_log (run_id, table_name, row_id, organization_id, action)
    select run::uuid, tg_table_name, case when tg_table_name = 'users' and deletion <> '' then deletion::uuid else o.id end,
      o.organization_id, 'delete'
    from old_rows o;
  end if;
  return null;
end $$;

create trigger audit_deletions after delete on coditect_shared.users
  referencing old table as old_rows for each statement execute function coditect_ops.audit_rows();
create trigger audit_deletions after delete on coditect_shared.projects
  referencing old table as old_rows for each statement execute function coditect_ops.audit_rows();
create trigger audit_deletions after delete on coditect_shared.licenses
  referencing old table as old_rows for each statement execute function coditect_ops.audit_rows();
create trigger audit_deletions after delete on coditect_shared.organizations
  referencing old table as old_rows for each statement execute function coditect_ops.audit_rows();
create trigger audit_owners after update on coditect_shared.projects
  referencing new table as new_rows for each statement execute function coditect_ops.audit_rows('{owner_id}');
-- Granted for locks only; should somebody write all the same, it shows.
create trigger audit_touches after update on coditect_shared.users
  referencing new table as new_rows for each statement execute function coditect_ops.audit_rows('{updated_at}');
create trigger audit_touches after update on coditect_shared.organizations
  referencing new table as new_rows for each statement execute function coditect_ops.audit_rows('{updated_at}');

grant select (created_at, ctid, xmin) on coditect_shared.organizations to coditect_system;
grant delete on coditect_shared.organizations, coditect_shared.licenses, coditect_shared.users, coditect_shared.projects to coditect_system;
-- Locking a row asks for the right to update some column of it.
grant update (updated_at) on coditect_shared.organizations, coditect_shared.users to coditect_system;
grant select (id, organization_id, email, role, deleted_at, created_at, license_id, ctid, xmin) on coditect_shared.users to coditect_system;
grant select (id, organization_id, owner_id, ctid), update (owner_id) on coditect_shared.projects to coditect_system;
grant select (id, row_id, organization_id), update (row_id) on coditect_ops.audit_log to coditect_system;
grant delete on coditect_ops.license_stages to coditect_system;
grant select, insert, update on coditect_ops.erasure_requests to coditect_system;
grant select, insert, update on coditect_ops.holds to coditect_system;
grant select, insert, update, delete on coditect_ops.erasure_plan to coditect_system;
grant select, insert on coditect_ops.erasure_plan_counts to coditect_system;
grant select, insert, delete on coditect_ops.erasure_left to coditect_system;
grant select, insert on coditect_ops.erasures, coditect_ops.erasure_deletions, coditect_ops.ledger_marks to coditect_system;
grant select, insert, update, delete on coditect_ops.erasure_replay to coditect_system;
grant select, update on coditect_ops.export_requests to coditect_system;
