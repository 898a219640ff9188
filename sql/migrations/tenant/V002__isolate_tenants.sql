-- Row-level security of the tenants. Forgetting to set the tenant is an error, never an empty result.

-- 42704 when app.current_organization_id was never set in the session, 22P02 when it was set and reset.
create function coditect_shared.current_organization_id() returns uuid
  language sql stable parallel safe
  return current_setting('app.current_organization_id')::uuid;

create function coditect_shared.role_rank(role text) returns integer
  language sql immutable strict parallel safe
  return case role when 'OWNER' then 4 when 'ADMIN' then 3 when 'MEMBER' then 2 when 'GUEST' then 1 end;
comment on function coditect_shared.role_rank(text) is 'OWNER 4 > ADMIN 3 > MEMBER 2 > GUEST 1; null for anything else.';

create function coditect_shared.role_reaches(actual text, required text) returns boolean
  language sql immutable strict parallel safe
  return coalesce(coditect_shared.role_rank(actual) >= coditect_shared.role_rank(required), false);
comment on function coditect_shared.role_reaches(text, text) is 'True when the actual role stands at or above the required one.';

create function coditect_shared.current_user_reaches(required text) returns boolean
  language sql stable parallel safe
  return exists (
    select from coditect_shared.users u
    where u.organization_id = current_setting('app.current_organization_id')::uuid
      and u.id = current_setting('app.current_user_id')::uuid
      and u.deleted_at is null
      and coditect_shared.role_reaches(u.role, required));
comment on function coditect_shared.current_user_reaches(text) is 'True when the session''s user (app.current_user_id) holds at least this role in the session''s organization.';

alter table coditect_shared.organizations enable row level security;
alter table coditect_shared.organizations force row level security;
alter table coditect_shared.users enable row level security;
alter table coditect_shared.users force row level security;
alter table coditect_shared.licenses enable row level security;
alter table coditect_shared.licenses force row level security;
alter table coditect_shared.projects enable row level security;
alter table coditect_shared.projects force row level security;

create policy tenant_sees_own_organization on coditect_shared.organizations for all to coditect_app
  using (id = current_setting('app.current_organization_id')::uuid)
  with check (id = current_setting('app.current_organization_id')::uuid);
create policy tenant_sees_own_rows on coditect_shared.users for all to coditect_app
  using (organization_id = current_setting('app.current_organization_id')::uuid)
  with check (organization_id = current_setting('app.current_organization_id')::uuid);
create policy tenant_sees_own_rows on coditect_shared.licenses for all to coditect_app
  using (organization_id = current_setting('app.current_organization_id')::uuid)
  with check (organization_id = current_setting('app.current_organization_id')::uuid);
create policy tenant_sees_own_rows on coditect_shared.projects for all to coditect_app
  using (organization_id = current_setting('app.current_organization_id')::uuid)
  with check (organization_id = current_setting('app.current_organization_id')::uuid);

grant usage on schema coditect_shared to coditect_app;
grant select, insert, update, delete on coditect_shared.organizations, coditect_shared.users,
  coditect_shared.licenses, coditect_shared.projects to coditect_app;
