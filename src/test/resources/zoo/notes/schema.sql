-- Notes as people keep them beside work: some name no tenant, some no author; they answer each other, stand in projects and builds, and
-- refer to logs that only say in a column whose they are.
create table coditect_shared.builds (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  project_id uuid not null references coditect_shared.projects (id)
);
create index on coditect_shared.builds (organization_id);
create index on coditect_shared.builds (project_id);
create table coditect_shared.logs (id uuid primary key, organization_id uuid not null);
create table coditect_shared.notes (
  id uuid primary key,
  organization_id uuid references coditect_shared.organizations (id),
  author_id uuid references coditect_shared.users (id),
  reviewer_id uuid references coditect_shared.users (id),
  parent_id uuid references coditect_shared.notes (id),
  project_id uuid constraint placed references coditect_shared.projects (id) on delete set null,
  build_id uuid references coditect_shared.builds (id),
  log_id uuid references coditect_shared.logs (id),
  body text not null
);
create index on coditect_shared.notes (organization_id);
create index on coditect_shared.notes (author_id);
create index on coditect_shared.notes (reviewer_id);
create index on coditect_shared.notes (parent_id);
create index on coditect_shared.notes (project_id);
create index on coditect_shared.notes (build_id);
create index on coditect_shared.notes (log_id);
create table coditect_shared.answers (
  id uuid primary key,
  note_id uuid not null constraint answered references coditect_shared.notes (id) on delete cascade,
  author_id uuid not null references coditect_shared.users (id)
);
create index on coditect_shared.answers (note_id);
create index on coditect_shared.answers (author_id);
create table coditect_shared.likes (
  id uuid primary key,
  note_id uuid not null references coditect_shared.notes (id),
  user_id uuid not null references coditect_shared.users (id)
);
create index on coditect_shared.likes (note_id);
create index on coditect_shared.likes (user_id);
-- A topic knows its last post, and each post its topic.
create table coditect_shared.topics (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  author_id uuid not null references coditect_shared.users (id),
  last_id uuid
);
create table coditect_shared.posts (
  id uuid primary key,
  topic_id uuid not null constraint posted references coditect_shared.topics (id) on delete cascade,
  author_id uuid not null references coditect_shared.users (id),
  body text not null
);
alter table coditect_shared.topics add constraint latest foreign key (last_id) references coditect_shared.posts (id) on delete set null;
create index on coditect_shared.topics (organization_id);
create index on coditect_shared.topics (author_id);
create index on coditect_shared.topics (last_id);
create index on coditect_shared.posts (topic_id);
create index on coditect_shared.posts (author_id);
