-- The tenants' tables: reference DDL of coditect_shared, run as coditect_owner.
-- Statuses and roles are text with a check, not enums: text equality is leakproof, so a tenant's policy never hides an index.

create function coditect_shared.is_time_zone(zone text) returns boolean
  language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
begin
  perform timestamptz '2000-01-01 00:00:00+00' at time zone zone;
  return zone ~ '^(UTC|GMT|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$';
exception when invalid_parameter_value then
  return false;
end $$;
comment on function coditect_shared.is_time_zone(text) is 'True for an IANA zone name that this server knows.';

-- Runs for every changed row, so its one name is qualified instead of setting a search path each time.
create function coditect_shared.touch_updated_at() returns trigger language plpgsql volatile as $$
begin
  new.updated_at := pg_catalog.now();
  return new;
end $$;

create table coditect_shared.organizations (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  slug text not null,
  plan text not null default 'FREE',
  max_users integer not null default 5,
  max_projects integer not null default 3,
  time_zone text not null default 'UTC',
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint organization_names_are_not_blank check (name ~ '[^[:space:]]'),
  constraint organizations_are_found_by_one_slug unique (slug),
  constraint organization_slugs_are_url_safe check (slug ~ '^[a-z0-9]([a-z0-9-]{0,98}[a-z0-9])?$'),
  constraint organizations_have_a_known_plan check (plan in ('FREE', 'PRO', 'ENTERPRISE')),
  constraint organization_quotas_are_not_negative check (max_users >= 0 and max_projects >= 0),
  constraint organizations_live_in_a_known_time_zone check (coditect_shared.is_time_zone(time_zone))
);
create index organizations_by_deletion on coditect_shared.organizations (deleted_at, id) where deleted_at is not null;

-- fillfactor 75 and no index that names status: a status flip stays on its page (heap-only update).
create table coditect_shared.licenses (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references coditect_shared.organizations (id) on delete restrict,
  license_key text not null,
  status text not null default 'ACTIVE',
  activation_count integer not null default 0,
  max_activations integer not null default 1,
  features jsonb not null default '{}',
  issued_at timestamptz not null default now(),
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint license_keys_are_not_blank check (license_key ~ '[^[:space:]]'),
  constraint licenses_are_found_by_one_key unique (license_key),
  constraint licenses_belong_to_one_organization unique (organization_id, id),
  constraint licenses_have_a_known_status check (status in ('ACTIVE', 'GRACE', 'EXPIRED', 'SUSPENDED', 'REVOKED')),
  constraint license_activations_stay_within_the_maximum check (activation_count between 0 and max_activations),
  constraint license_features_are_an_object check (jsonb_typeof(features) = 'object'),
  -- Perpetual is null; an infinite or far-off end would break calendar arithmetic.
  constraint licenses_end_between_the_years_1_and_9999
    check (expires_at >= '0001-01-01 00:00:00+00' and expires_at < '10000-01-01 00:00:00+00')
) with (fillfactor = 75);
create index licenses_by_end on coditect_shared.licenses (expires_at, id);

create table coditect_shared.users (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references coditect_shared.organizations (id) on delete restrict,
  email text not null,
  username text not null,
  full_name text,
  role text not null default 'MEMBER',
  license_id uuid,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_belong_to_one_organization unique (organization_id, id),
  constraint users_have_a_known_role check (role in ('OWNER', 'ADMIN', 'MEMBER', 'GUEST')),
  constraint usernames_are_not_blank check (username ~ '[^[:space:]]'),
  constraint user_emails_look_like_addresses check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
  constraint users_hold_a_license_of_their_organization foreign key (organization_id, license_id)
    references coditect_shared.licenses (organization_id, id) on delete set null (license_id)
);
-- Soft-deleted people free their address and name for a new registration.
create unique index living_users_have_one_email on coditect_shared.users (organization_id, lower(email)) where deleted_at is null;
create unique index living_users_have_one_username on coditect_shared.users (organization_id, lower(username)) where deleted_at is null;
create index users_by_email on coditect_shared.users (email);
create index users_by_username on coditect_shared.users (username);
create index users_by_license on coditect_shared.users (license_id, organization_id);
create index users_by_deletion on coditect_shared.users (deleted_at, id) where deleted_at is not null;

create table coditect_shared.projects (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references coditect_shared.organizations (id) on delete restrict,
  owner_id uuid not null,
  name text not null,
  slug text not null,
  status text not null default 'ACTIVE',
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint projects_are_found_by_one_slug_in_their_organization unique (organization_id, slug),
  constraint project_slugs_are_url_safe check (slug ~ '^[a-z0-9]([a-z0-9-]{0,98}[a-z0-9])?$'),
  constraint projects_have_a_known_status check (status in ('ACTIVE', 'ARCHIVED', 'DELETED')),
  constraint projects_are_owned_within_their_organization foreign key (organization_id, owner_id)
    references coditect_shared.users (organization_id, id) on delete restrict
);
create index projects_by_owner on coditect_shared.projects (owner_id, organization_id);
create index projects_by_slug on coditect_shared.projects (slug);
create index projects_by_deletion on coditect_shared.projects (deleted_at, id) where deleted_at is not null;

create trigger touch_updated_at before update on coditect_shared.organizations
  for each row execute function coditect_shared.touch_updated_at();
create trigger touch_updated_at before update on coditect_shared.licenses
  for each row execute function coditect_shared.touch_updated_at();
create trigger touch_updated_at before update on coditect_shared.users
  for each row execute function coditect_shared.touch_updated_at();
create trigger touch_updated_at before update on coditect_shared.projects
  for each row execute function coditect_shared.touch_updated_at();
