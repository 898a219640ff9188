-- Erasure reaches the stores beside this database: who was asked about which deletion, and what each has answered.
-- Run as coditect_owner.

create table coditect_ops.erasure_propagations (
  -- The deletion of the ledger; the request's id where whom it names was not here to be deleted.
  deletion uuid not null,
  -- As jobs/participants.yaml named the store when it was asked.
  participant text not null,
  asked_at timestamptz not null,
  -- Asking again moves it not.
  deadline timestamptz not null,
  times_asked integer not null default 1,
  -- Null: no answer yet.
  outcome text,
  -- By the store's clock.
  answered_at timestamptz,
  received_at timestamptz,
  -- One word of the store's, where it has not erased.
  ground text,
  -- What it did: counts by kind.
  did jsonb,
  waived_by text,
  waived_reason text,
  settled boolean not null generated always as (coalesce(outcome in ('erased', 'nothing-held', 'waived'), false)) stored,
  constraint a_store_is_asked_once_about_a_deletion primary key (deletion, participant),
  constraint answers_of_stores_are_known
    check (outcome in ('erased', 'nothing-held', 'failed', 'refused', 'unknown', 'waived')),
  constraint an_answer_says_when check (num_nulls(outcome, answered_at, received_at) in (0, 3)),
  constraint a_waiver_says_why_and_by_whom
    check (num_nulls(waived_by, waived_reason) in (0, 2) and (outcome is distinct from 'waived' or waived_by is not null))
);
create index erasure_propagations_open on coditect_ops.erasure_propagations (deadline) where not settled;

-- Whom a store still has to forget: rows go with its answer. None where a restore has lost the ids.
create table coditect_ops.erasure_propagated_ids (
  deletion uuid not null,
  participant text not null,
  organization_id uuid not null,
  -- Null: the whole organization.
  user_id uuid,
  constraint a_store_is_told_each_id_once unique nulls not distinct (deletion, participant, organization_id, user_id),
  constraint ids_are_kept_for_a_question foreign key (deletion, participant)
    references coditect_ops.erasure_propagations (deletion, participant)
);
create index erasure_propagated_ids_by_user on coditect_ops.erasure_propagated_ids (user_id) where user_id is not null;
create index erasure_propagated_ids_by_organization on coditect_ops.erasure_propagated_ids (organization_id);

alter table coditect_ops.erasure_requests
  -- Answered here, while other stores have not all answered.
  add column awaits_participants boolean not null default false,
  add column fulfilled_at timestamptz,
  add constraint only_completed_requests_await_participants check (state = 'completed' or not awaits_participants),
  add constraint a_fulfilled_request_awaits_nobody check (fulfilled_at is null or not awaits_participants);
create index erasure_requests_by_deletion on coditect_ops.erasure_requests (deletion) where deletion is not null;
create index erasure_requests_awaiting_participants on coditect_ops.erasure_requests (id) where awaits_participants;

-- By which deletions a request is answered, and the request's own id, under which stores are asked where there was nobody here.
create view coditect_ops.deletions_of_requests with (security_invoker = true) as
  select r.id as request_id, r.id as deletion from coditect_ops.erasure_requests r
  union all
  select r.id, r.deletion from coditect_ops.erasure_requests r where r.deletion is not null
  union all
  select e.request_id, e.deletion from coditect_ops.erasures e where e.request_id is not null
  union all
  select r.id, e.deletion
  from coditect_ops.erasure_requests r
    join coditect_ops.erasures e on e.organization_id = r.organization_id and e.ground = 'organization-ended'
  where r.whole_organization;
create index erasures_by_organization on coditect_ops.erasures (organization_id) where ground = 'organization-ended';

-- What a subscription can filter by, as the attribute ce-subject: of a question, the store that is asked.
alter table coditect_ops.outbox add column subject text;

grant select, insert, update on coditect_ops.erasure_propagations to coditect_system;
grant select, insert, delete on coditect_ops.erasure_propagated_ids to coditect_system;
grant select on coditect_ops.deletions_of_requests to coditect_system;
