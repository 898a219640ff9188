-- A small SaaS for the local stack, run as superuser: the same tenants every time, license ends told from now(). Safe to repeat.

insert into coditect_shared.organizations (id, name, slug, plan, max_users, max_projects, time_zone, created_at)
select md5('organization ' || slug)::uuid, name, slug, plan, max_users, max_projects, time_zone,
  date_trunc('day', now()) - make_interval(days => age_in_days)
from (values
  ('Harbour Lane Bakery', 'harbour-lane', 'FREE', 5, 3, 'Europe/Lisbon', 410),
  ('Northwind Robotics', 'northwind-robotics', 'PRO', 25, 20, 'America/New_York', 730),
  ('Himal Handicraft', 'himal-handicraft', 'PRO', 25, 20, 'Asia/Kathmandu', 365),
  ('Waitemata Rowing Club', 'waitemata-rowing', 'ENTERPRISE', 200, 100, 'Pacific/Auckland', 900),
  ('First Light Survey', 'first-light-survey', 'FREE', 5, 3, 'Pacific/Kiritimati', 95),
  ('Lord Howe Divers', 'lord-howe-divers', 'PRO', 25, 20, 'Australia/Lord_Howe', 500),
  ('Spreebogen Logistik', 'spreebogen-logistik', 'ENTERPRISE', 500, 250, 'Europe/Berlin', 1200),
  ('Estudio Ipiranga', 'estudio-ipiranga', 'PRO', 25, 20, 'America/Sao_Paulo', 280),
  ('Kanda Tea Trading', 'kanda-tea', 'ENTERPRISE', 100, 80, 'Asia/Tokyo', 640),
  ('Signal Hill Charts', 'signal-hill-charts', 'PRO', 25, 20, 'America/St_Johns', 150),
  ('Kona Surf School', 'kona-surf', 'FREE', 5, 3, 'Pacific/Honolulu', 60),
  ('Quiet Archive', 'quiet-archive', 'FREE', 5, 3, 'UTC', 1500)
) as demo (name, slug, plan, max_users, max_projects, time_zone, age_in_days)
on conflict do nothing;

-- Ends by stage. An end that has passed with a status that still says ACTIVE waits for the worker's next run.
insert into coditect_shared.licenses
  (id, organization_id, license_key, status, activation_count, max_activations, features, issued_at, expires_at)
select md5('license ' || slug || number)::uuid, md5('organization ' || slug)::uuid,
  upper(substr(md5('key ' || slug || number), 1, 4) || '-' || substr(md5('key ' || slug || number), 5, 4)
    || '-' || substr(md5('key ' || slug || number), 9, 4)),
  status, activations, most, features::jsonb,
  now() - interval '1 year' + coalesce(least(ends_in, interval '0'), interval '0'), now() + ends_in
from (values
  -- notices on their way
  ('northwind-robotics', 1, 'ACTIVE', interval '45 days', 12, 25, '{"sso": true}'),
  ('northwind-robotics', 2, 'ACTIVE', interval '30 days', 3, 5, '{"sso": true}'),
  ('spreebogen-logistik', 1, 'ACTIVE', interval '29 days 20 hours', 180, 200, '{"sso": true, "audit": true}'),
  ('kanda-tea', 1, 'ACTIVE', interval '20 days', 40, 100, '{"audit": true}'),
  ('himal-handicraft', 1, 'ACTIVE', interval '14 days', 8, 25, '{}'),
  ('estudio-ipiranga', 1, 'ACTIVE', interval '13 days 12 hours', 17, 25, '{"sso": true}'),
  ('waitemata-rowing', 1, 'ACTIVE', interval '7 days', 90, 200, '{"sso": true}'),
  ('lord-howe-divers', 1, 'ACTIVE', interval '6 days 23 hours', 5, 25, '{}'),
  ('signal-hill-charts', 1, 'ACTIVE', interval '3 days', 21, 25, '{"export": true}'),
  ('harbour-lane', 1, 'ACTIVE', interval '1 day', 2, 3, '{}'),
  ('spreebogen-logistik', 2, 'ACTIVE', interval '23 hours', 20, 50, '{"audit": true}'),
  ('kona-surf', 1, 'ACTIVE', interval '3 hours', 1, 3, '{}'),
  ('first-light-survey', 1, 'ACTIVE', interval '10 minutes', 3, 3, '{}'),
  -- just ended
  ('northwind-robotics', 3, 'ACTIVE', interval '-5 minutes', 5, 5, '{}'),
  ('kanda-tea', 2, 'ACTIVE', interval '-1 hour', 12, 20, '{"audit": true}'),
  ('harbour-lane', 2, 'ACTIVE', interval '-2 hours', 1, 1, '{}'),
  ('himal-handicraft', 2, 'ACTIVE', interval '-1 day', 2, 5, '{}'),
  -- in grace
  ('northwind-robotics', 4, 'GRACE', interval '-3 days', 9, 10, '{"sso": true}'),
  ('lord-howe-divers', 2, 'GRACE', interval '-10 days', 4, 5, '{}'),
  ('signal-hill-charts', 2, 'GRACE', interval '-13 days 12 hours', 2, 5, '{}'),
  ('waitemata-rowing', 2, 'GRACE', interval '-12 days', 60, 75, '{"sso": true}'),
  ('spreebogen-logistik', 3, 'GRACE', interval '-25 days', 30, 50, '{"audit": true}'),
  ('kanda-tea', 3, 'GRACE', interval '-29 days', 8, 20, '{}'),
  -- grace has run out, the worker has not been there yet
  ('estudio-ipiranga', 2, 'GRACE', interval '-16 days', 5, 5, '{}'),
  ('himal-handicraft', 3, 'GRACE', interval '-20 days', 1, 5, '{}'),
  ('spreebogen-logistik', 4, 'GRACE', interval '-33 days', 12, 50, '{}'),
  ('waitemata-rowing', 3, 'ACTIVE', interval '-40 days', 10, 25, '{}'),
  ('kona-surf', 2, 'ACTIVE', interval '-9 days', 3, 3, '{}'),
  -- expired long ago
  ('harbour-lane', 3, 'EXPIRED', interval '-200 days', 1, 1, '{}'),
  ('quiet-archive', 1, 'EXPIRED', interval '-400 days', 0, 1, '{}'),
  ('first-light-survey', 2, 'EXPIRED', interval '-30 days', 2, 3, '{}'),
  -- renewed, and the status does not know yet
  ('northwind-robotics', 5, 'GRACE', interval '1 year', 14, 25, '{"sso": true}'),
  ('kanda-tea', 4, 'EXPIRED', interval '1 year', 33, 100, '{"audit": true}'),
  ('estudio-ipiranga', 3, 'EXPIRED', null, 2, 5, '{}'),
  ('lord-howe-divers', 3, 'GRACE', interval '90 days', 5, 5, '{}'),
  -- stopped by a person: never touched, whatever their end
  ('signal-hill-charts', 3, 'SUSPENDED', interval '-6 days', 4, 5, '{}'),
  ('harbour-lane', 4, 'REVOKED', interval '-50 days', 0, 1, '{}'),
  ('spreebogen-logistik', 5, 'SUSPENDED', interval '12 days', 2, 50, '{}'),
  ('kona-surf', 3, 'REVOKED', null, 0, 3, '{}'),
  -- perpetual
  ('waitemata-rowing', 4, 'ACTIVE', null, 15, 200, '{"sso": true, "audit": true}'),
  ('spreebogen-logistik', 6, 'ACTIVE', null, 400, 500, '{"sso": true, "audit": true, "export": true}'),
  ('quiet-archive', 2, 'ACTIVE', null, 1, 1, '{}')
) as demo (slug, number, status, ends_in, activations, most, features)
on conflict do nothing;

-- Who is in grace was told so.
insert into coditect_ops.license_progress (license_id, organization_id, expires_at, stage, due_at, told, run_id)
select l.id, l.organization_id, l.expires_at, 'GRACE', l.expires_at, 1, md5('demo run')::uuid
from coditect_shared.licenses l
join coditect_shared.organizations o on o.id = l.organization_id
where o.id = md5('organization ' || o.slug)::uuid and l.status = 'GRACE' and l.expires_at <= now()
on conflict do nothing;

-- Five people an organization: an owner, an admin, two members, a guest; some have left.
insert into coditect_shared.users
  (id, organization_id, email, username, full_name, role, license_id, deleted_at, created_at)
select md5('user ' || o.slug || seat)::uuid, o.id,
  lower(given) || '.' || lower(family) || '@' || o.slug || '.example.com',
  lower(given) || '.' || lower(family),
  given || ' ' || family,
  (array['OWNER', 'ADMIN', 'MEMBER', 'MEMBER', 'GUEST'])[seat],
  case when seat < 5 then md5('license ' || o.slug || 1)::uuid end,
  case when seat = 4 and o.place % 2 = 0 then date_trunc('hour', now()) - make_interval(days => 10 * o.place::integer) end,
  o.created_at + make_interval(days => seat)
from (
    select id, slug, created_at, row_number() over (order by slug) as place
    from coditect_shared.organizations
    where id = md5('organization ' || slug)::uuid
  ) o
  cross join generate_series(1, 5) as seat
  cross join lateral (
    select
      (array['Ada', 'Bao', 'Carla', 'Dipak', 'Eluned', 'Farid', 'Greta', 'Hemi', 'Ines', 'Jonas', 'Keiko', 'Lucas', 'Mira'])
        [1 + (o.place * 5 + seat * 3) % 13] as given,
      (array['Andrade', 'Brandt', 'Castro', 'Dahl', 'Endo', 'Faure', 'Gurung', 'Horvat', 'Ihaka', 'Jansen', 'Kato'])
        [1 + (o.place * 7 + seat * 2) % 11] as family
  ) person
on conflict do nothing;

insert into coditect_shared.projects (id, organization_id, owner_id, name, slug, status, deleted_at, created_at)
select md5('project ' || o.slug || p.slug)::uuid, o.id, md5('user ' || o.slug || p.seat)::uuid, p.name, p.slug, p.status,
  case when p.status = 'DELETED' then date_trunc('hour', now()) - interval '20 days' end,
  o.created_at + interval '7 days'
from coditect_shared.organizations o
  join (values
    ('Website', 'website', 'ACTIVE', 1),
    ('Customer portal', 'customer-portal', 'ACTIVE', 2),
    ('First attempt', 'first-attempt', 'ARCHIVED', 1),
    ('Trial', 'trial', 'DELETED', 3)
  ) as p (name, slug, status, seat) on o.plan <> 'FREE' or p.seat = 1
where exists (select from coditect_shared.users u where u.id = md5('user ' || o.slug || p.seat)::uuid)
on conflict do nothing;
