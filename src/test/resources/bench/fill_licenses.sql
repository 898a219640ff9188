-- Fills one organization with licenses, each about 350 bytes of JSON, and a person with two projects beside a thousand others.
-- Reads bench.licenses and bench.as_of. The same rows each time but for their ids.
set session_replication_role = replica;
select setseed(0.5);

insert into coditect_shared.organizations (name, slug, plan) values ('Everything', 'everything', 'ENTERPRISE');

insert into coditect_shared.licenses (organization_id, license_key, max_activations, features, issued_at, expires_at)
select o.id, 'KEY-' || upper(md5(i::text)), 1 + i % 50,
  case i % 3 when 0 then '{"sso": true, "seats": 250}' when 1 then '{"audit": true}' else '{}' end::jsonb,
  current_setting('bench.as_of')::timestamptz - random() * interval '900 days',
  current_setting('bench.as_of')::timestamptz + random() * interval '300 days'
from generate_series(1, current_setting('bench.licenses')::integer) i cross join coditect_shared.organizations o;

insert into coditect_shared.users (organization_id, email, username, full_name)
select o.id, 'person-' || i || '@example.com', 'person-' || i, 'Person ' || i
from generate_series(1, 1000) i cross join coditect_shared.organizations o;

insert into coditect_shared.projects (organization_id, owner_id, name, slug)
select u.organization_id, u.id, 'Project', 'project-' || u.username || '-' || i
from coditect_shared.users u cross join generate_series(1, 2) i;
reset session_replication_role;
