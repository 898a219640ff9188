-- Threads as GitLab, Discourse and Slack have them: an author, who resolved it, what it answers; reactions, and tasks with people.
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
