-- What a run would do, by tenant.
select 'exports-ready' as kind, organization_id, count(*) as count
from coditect_ops.export_requests
where (state = 'requested' and (retry_at is null or retry_at <= :as_of) or state = 'running')
  and (cast(:organization as uuid) is null or organization_id = cast(:organization as uuid))
group by organization_id
union all
select 'packages-removed', organization_id, count(*)
from coditect_ops.export_packages
where state = 'ready' and expires_at <= :as_of
group by organization_id
order by 1, 2
