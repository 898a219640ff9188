insert into coditect_shared.organizations (id, name, slug) select zoo_id('tenant-' || n), 'T', 't-' || n from generate_series(1, 5) as n;
insert into coditect_shared.events (id, organization_id, what)
select n, o.id, 'canary-' || o.slug || '-' || 40 + n from coditect_shared.organizations o cross join generate_series(1, 4) as n;
insert into coditect_shared.activities (at, organization_id, user_id, what)
select cast('2025-06-01 00:00:00+00' as timestamptz) + make_interval(years => n), u.organization_id, u.id, 'canary-' || replace(split_part(u.email, '-', 2), '@', '') || '-' || 50 + n
from coditect_shared.users u cross join generate_series(0, 2) as n;
insert into coditect_shared.measurements (id, organization_id, value) select zoo_id('m-' || slug), id, 1 from coditect_shared.organizations;
insert into coditect_shared.measurements_old (id, organization_id, value) select zoo_id('old-' || slug), id, 1 from coditect_shared.organizations;
