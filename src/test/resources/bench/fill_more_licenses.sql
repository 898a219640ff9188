-- Licenses for every organization, as many as bench.licenses together.
insert into coditect_shared.licenses (organization_id, license_key, max_activations, features)
select o.id, 'MORE-' || o.n || '-' || i, 1000000, '{"sso": true}'
from (select id, row_number() over (order by slug) as n, count(*) over () as many from coditect_shared.organizations) o
cross join lateral generate_series(1, current_setting('bench.licenses')::bigint / o.many) i;
