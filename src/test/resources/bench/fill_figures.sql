-- Licenses for every organization, as many as bench.licenses together, in every stage and with ends all around bench.as_of.
set session_replication_role = replica;
insert into coditect_shared.licenses (organization_id, license_key, max_activations, features, status, expires_at)
select o.id, 'MORE-' || o.n || '-' || i, 1000000, '{"sso": true}',
  (array['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'GRACE', 'EXPIRED', 'EXPIRED', 'SUSPENDED'])[1 + i % 10],
  case when i % 7 > 0 then current_setting('bench.as_of')::timestamptz + make_interval(secs => (i * 7919 % 31536000) - 864000) end
from (select id, row_number() over (order by slug) as n, count(*) over () as many from coditect_shared.organizations) o
cross join lateral generate_series(1, current_setting('bench.licenses')::bigint / o.many) i;
reset session_replication_role;
