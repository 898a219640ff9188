-- Fills the tenants' tables: licenses of which a fifth ended within half a day, people and projects for the tenants' load.
-- Reads bench.licenses, bench.organizations, bench.people and bench.as_of. The same rows each time but for their ids.
set session_replication_role = replica;
select setseed(0.5);

insert into coditect_shared.organizations (name, slug, plan, time_zone)
select 'Organization ' || i, 'organization-' || i,
  (array['PRO', 'ENTERPRISE'])[1 + i % 2],
  (array['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Tokyo'])[1 + i / 2 % 4]
from generate_series(1, current_setting('bench.organizations')::integer) i;

create temporary table numbered as
select id, row_number() over (order by slug) as n from coditect_shared.organizations;
analyze numbered;

insert into coditect_shared.licenses (organization_id, license_key, max_activations, expires_at)
select o.id, 'KEY-' || md5(i::text), 1000000,
  current_setting('bench.as_of')::timestamptz + case
    when i % 5 = 0 then random() * interval '-12 hours'
    else interval '40 days' + random() * interval '300 days'
  end
from (
  select i, 1 + floor(random() * current_setting('bench.organizations')::integer) as n
  from generate_series(1, current_setting('bench.licenses')::integer) i offset 0) l
join numbered o using (n);

-- The notices went out on their days; one license in ten missed the last one.
insert into coditect_ops.license_progress (license_id, organization_id, expires_at, notice_days, due_at, told, run_id)
select l.id, l.organization_id, l.expires_at, d.days,
  ((l.expires_at at time zone o.time_zone) - d.days * interval '1 day') at time zone o.time_zone, 4, gen_random_uuid()
from coditect_shared.licenses l
join coditect_shared.organizations o on o.id = l.organization_id
cross join lateral (select case when hashtext(l.license_key) % 10 = 0 then 7 else 1 end as days) d
where l.expires_at <= current_setting('bench.as_of')::timestamptz;

insert into coditect_shared.users (organization_id, email, username)
select o.id, 'person-' || i || '@example.com', 'person-' || i
from generate_series(1, current_setting('bench.people')::integer) i
join numbered o on o.n = 1 + i % current_setting('bench.organizations')::integer;

insert into coditect_shared.projects (organization_id, owner_id, name, slug)
select organization_id, id, 'Project', 'project-' || username from coditect_shared.users;
reset session_replication_role;
