-- What the version that migrated last declares that the system role holds, written by "migrate" alone: a version before it, which
-- works on until it is replaced, accepts these beyond its own list and nothing else. Run as coditect_owner.

create table coditect_ops.declared_privileges (
  object text not null,
  privilege text not null,
  -- Empty for the whole object.
  columns text[] not null,
  primary key (object, privilege)
);

grant select on coditect_ops.declared_privileges to coditect_system;
