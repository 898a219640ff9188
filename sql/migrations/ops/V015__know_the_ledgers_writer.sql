-- Which database this is, and what its operators said about it and the ledger of erasures outside. Run as coditect_owner.

-- Made once and copied with everything else: whoever has the same id is this database, a backup of it or a copy.
create table coditect_ops.database_identity (
  id uuid not null default gen_random_uuid(),
  made_at timestamptz not null default now(),
  only_one boolean primary key default true,
  constraint a_database_is_one check (only_one)
);
insert into coditect_ops.database_identity default values;

-- A copy brings these rows along; each holds only for the database and server that it names, the latest of them.
create table coditect_ops.ledger_roles (
  id bigint generated always as identity primary key,
  database_id uuid not null,
  server text not null,
  role text not null,
  -- Of a writer, the segment of its adoption.
  segment bigint,
  -- Null: it was the first to write a ledger that nobody had written.
  said_by text,
  said_at timestamptz not null,
  constraint ledger_roles_are_known check (role in ('writer', 'copy')),
  constraint writers_have_an_adoption check ((role = 'writer') = (segment is not null)),
  constraint a_copy_is_somebodys_word check (role = 'writer' or said_by is not null)
);

grant select on coditect_ops.database_identity to coditect_system;
grant select, insert on coditect_ops.ledger_roles to coditect_system;
