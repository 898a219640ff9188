-- Which of the worker's own columns say nothing about a person, as the version knows that migrated last, written by "migrate" alone: a
-- version before it erases and exports on beside them. What may say something is not here, and keeps the versions before from both.
-- Run as coditect_owner.

create table coditect_ops.declared_columns (
  relation text primary key,
  -- Empty for all that it has.
  columns text[] not null
);

grant select on coditect_ops.declared_columns to coditect_system;
