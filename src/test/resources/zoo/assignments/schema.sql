-- Issues as Jira and Linear have them, with several people each; who follows whom; reviews that stay when their author goes.
create table coditect_shared.issues (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  author_id uuid references coditect_shared.users (id),
  assignee_id uuid references coditect_shared.users (id) on delete set null,
  lead_id uuid references coditect_shared.users (id),
  reviewer_id uuid references coditect_shared.users (id) on delete cascade,
  closed_by uuid,
  title text not null
);
create index on coditect_shared.issues (organization_id);
create index on coditect_shared.issues (author_id);
create index on coditect_shared.issues (assignee_id);
create index on coditect_shared.issues (lead_id);
create index on coditect_shared.issues (reviewer_id);
create table coditect_shared.follows (
  id uuid primary key,
  follower_id uuid not null references coditect_shared.users (id),
  followed_id uuid not null references coditect_shared.users (id),
  since text
);
create index on coditect_shared.follows (follower_id);
create index on coditect_shared.follows (followed_id);
create table coditect_shared.reviews (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  author_id uuid not null references coditect_shared.users (id),
  author_name text not null,
  stars integer not null,
  seen_on date,
  body text not null
);
create index on coditect_shared.reviews (organization_id);
create index on coditect_shared.reviews (author_id);
