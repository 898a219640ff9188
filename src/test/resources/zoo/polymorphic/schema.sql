-- Rows that belong to one of several tables, as Rails' polymorphic associations have them: comments, an activity feed, taggings.
create table coditect_shared.comments (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  author_id uuid not null references coditect_shared.users (id),
  commentable_type text not null,
  commentable_id uuid not null,
  body text not null
);
create index on coditect_shared.comments (organization_id);
create index on coditect_shared.comments (author_id);
create index on coditect_shared.comments (commentable_id, commentable_type);
create table coditect_shared.activities (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  actor_type text,
  actor_id uuid,
  what text not null
);
create index on coditect_shared.activities (organization_id);
create index on coditect_shared.activities (actor_id, actor_type);
create type coditect_shared.tagged as enum ('Comment', 'Project');
create table coditect_shared.taggings (
  id uuid primary key,
  taggable_type coditect_shared.tagged not null,
  taggable_id uuid not null,
  tag text
);
create index on coditect_shared.taggings (taggable_id, taggable_type);
