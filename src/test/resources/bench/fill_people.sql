-- Fills the tenants' tables: people of whom a tenth are past retention, each with two projects, and an OWNER a tenant.
-- Reads bench.organizations, bench.people and bench.as_of. The same rows each time but for their ids.
set session_replication_role = replica;
select setseed(0.5);

insert into coditect_shared.organizations (name, slug, plan)
select 'Organization ' || i, 'organization-' || i, 'PRO'
from generate_series(1, current_setting('bench.organizations')::integer) i;

create temporary table numbered as
select id, row_number() over (order by slug) as n from coditect_shared.organizations;
analyze numbered;

insert into coditect_shared.licenses (organization_id, license_key, max_activations)
select o.id, 'KEY-' || o.n || '-' || i, 1000000 from numbered o cross join generate_series(1, 20) i;

insert into coditect_shared.users (organization_id, email, username, full_name, role, deleted_at)
select o.id, 'person-' || i || '@example.com', 'person-' || i, 'Person ' || i,
  case when i <= current_setting('bench.organizations')::integer then 'OWNER' else 'MEMBER' end,
  case when i > current_setting('bench.organizations')::integer and i % 10 = 3
    then current_setting('bench.as_of')::timestamptz - interval '100 days' - random() * interval '100 days' end
from generate_series(1, current_setting('bench.people')::integer) i
join numbered o on o.n = 1 + i % current_setting('bench.organizations')::integer;

insert into coditect_shared.projects (organization_id, owner_id, name, slug)
select u.organization_id, u.id, 'Project', 'project-' || u.username || '-' || i
from coditect_shared.users u cross join generate_series(1, 2) i;
reset session_replication_role;
