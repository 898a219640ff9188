-- People in arrays and in JSON documents: watchers, reviewers, members of a board.
create table coditect_shared.boards (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  owner_id uuid references coditect_shared.users (id),
  watchers uuid[] not null default '{}',
  details jsonb,
  title text not null
);
create index on coditect_shared.boards (organization_id);
create index on coditect_shared.boards (owner_id);
create index on coditect_shared.boards using gin (watchers);
create index on coditect_shared.boards using gin (details);
create table coditect_shared.mentions (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  people jsonb not null,
  words text not null
);
create index on coditect_shared.mentions (organization_id);
