-- Threads as GitLab, Discourse and Slack have them: an author, who resolved it, what it answers; reactions, tasks with people; pins,
-- quotes, stars, flags and files of comments.
create table coditect_shared.comments (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  author_id uuid not null references coditect_shared.users (id),
  resolved_by uuid constraint resolver references coditect_shared.users (id) on delete cascade,
  parent_id uuid constraint thread references coditect_shared.comments (id) on delete cascade,
  body text not null
);
create index on coditect_shared.comments (organization_id);
create index on coditect_shared.comments (author_id);
create index on coditect_shared.comments (resolved_by);
create index on coditect_shared.comments (parent_id);
create table coditect_shared.reactions (
  id uuid primary key,
  comment_id uuid not null constraint reacted references coditect_shared.comments (id) on delete cascade,
  user_id uuid not null references coditect_shared.users (id),
  emoji text not null
);
create index on coditect_shared.reactions (comment_id);
create index on coditect_shared.reactions (user_id);
create table coditect_shared.tasks (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  author_id uuid not null references coditect_shared.users (id),
  assignee_id uuid constraint assigned references coditect_shared.users (id) on delete set null,
  reviewer_id uuid default null constraint reviewed references coditect_shared.users (id) on delete set default,
  follows uuid constraint sequence references coditect_shared.tasks (id) on delete set null,
  title text not null
);
create index on coditect_shared.tasks (organization_id);
create index on coditect_shared.tasks (author_id);
create index on coditect_shared.tasks (assignee_id);
create index on coditect_shared.tasks (reviewer_id);
create index on coditect_shared.tasks (follows);
create table coditect_shared.pins (
  id uuid primary key,
  user_id uuid not null references coditect_shared.users (id),
  comment_id uuid constraint pinned references coditect_shared.comments (id) on delete set null
);
create index on coditect_shared.pins (user_id);
create index on coditect_shared.pins (comment_id);
create table coditect_shared.quotes (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  comment_id uuid constraint quoted references coditect_shared.comments (id) on delete set null,
  words text,
  page text not null
);
create index on coditect_shared.quotes (organization_id);
create index on coditect_shared.quotes (comment_id);
create table coditect_shared.stars (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  comment_id uuid constraint starred references coditect_shared.comments (id) on delete set null,
  what text not null
);
create index on coditect_shared.stars (organization_id);
create index on coditect_shared.stars (comment_id);
create table coditect_shared.flags (
  id uuid primary key,
  raised_by uuid constraint raiser references coditect_shared.users (id) on delete set null,
  comment_id uuid constraint flagged references coditect_shared.comments (id) on delete cascade
);
create index on coditect_shared.flags (raised_by);
create index on coditect_shared.flags (comment_id);
create table coditect_shared.files (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  task_id uuid references coditect_shared.tasks (id),
  comment_id uuid constraint attached references coditect_shared.comments (id) on delete cascade,
  name text not null
);
create index on coditect_shared.files (organization_id);
create index on coditect_shared.files (task_id);
create index on coditect_shared.files (comment_id);
create table coditect_shared.labels (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  parent_id uuid references coditect_shared.labels (id),
  like_id uuid references coditect_shared.labels (id) deferrable initially deferred,
  name text not null
);
create index on coditect_shared.labels (organization_id);
create index on coditect_shared.labels (parent_id);
create index on coditect_shared.labels (like_id);
