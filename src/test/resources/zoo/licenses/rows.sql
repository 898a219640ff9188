insert into coditect_shared.organizations (id, name, slug, plan) select zoo_id('tenant-' || n), 'T', 't-' || n, 'FREE' from generate_series(1, 8) as n;
insert into coditect_shared.licenses (id, organization_id, license_key, expires_at)
select zoo_id(case n % 2 when 0 then 'due-' else 'later-' end || o.slug || '-' || n), o.id, o.slug || '-' || n,
  case n % 2 when 0 then timestamptz '2026-10-01 00:00:00+00' else '2099-01-01 00:00:00+00' end
from coditect_shared.organizations o cross join generate_series(1, 4) as n;
