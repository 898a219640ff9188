-- Histories that triggers write, as audit tables have them: who was a user, what a document was before.
create table coditect_shared.user_history (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  organization_id uuid not null,
  was jsonb not null
);
create index on coditect_shared.user_history (user_id);
create index on coditect_shared.user_history (organization_id);
create table coditect_shared.documents (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  author_id uuid not null references coditect_shared.users (id),
  title text not null
);
create index on coditect_shared.documents (organization_id);
create index on coditect_shared.documents (author_id);
create table coditect_shared.history (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  table_name text not null,
  row_id uuid not null,
  person_id uuid,
  was jsonb not null
);
create index on coditect_shared.history (person_id);
create index on coditect_shared.history (organization_id);
create function coditect_shared.keep_user() returns trigger language plpgsql security definer set search_path = pg_catalog as $$ begin
  insert into coditect_shared.user_history (user_id, organization_id, was) values (old.id, old.organization_id, to_jsonb(old));
  return null;
end $$;
create trigger history after update or delete on coditect_shared.users for each row execute function coditect_shared.keep_user();
create function coditect_shared.keep_row() returns trigger language plpgsql security definer set search_path = pg_catalog as $$ begin
  insert into coditect_shared.history (organization_id, table_name, row_id, person_id, was)
  values (old.organization_id, tg_table_name, old.id, cast(to_jsonb(old) ->> tg_argv[0] as uuid), to_jsonb(old));
  return null;
end $$;
create trigger history after update or delete on coditect_shared.documents for each row execute function coditect_shared.keep_row('author_id');
create trigger history after update or delete on coditect_shared.projects for each row execute function coditect_shared.keep_row('owner_id');
