-- Documents, builds and their artefacts in projects. One project of Acme and one of Dune, which has ended, are held.
create table coditect_shared.documents (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  project_id uuid not null references coditect_shared.projects (id) on delete restrict,
  author_id uuid not null references coditect_shared.users (id),
  title text not null
);
create index on coditect_shared.documents (organization_id);
create index on coditect_shared.documents (project_id);
create index on coditect_shared.documents (author_id);
create table coditect_shared.builds (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  project_id uuid not null references coditect_shared.projects (id)
);
create index on coditect_shared.builds (organization_id);
create index on coditect_shared.builds (project_id);
create table coditect_shared.artefacts (
  build_id uuid not null references coditect_shared.builds (id),
  name text not null
);
create index on coditect_shared.artefacts (build_id);
