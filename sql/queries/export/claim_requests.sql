-- Takes the request that is due first, and every open one for the same, for a package that is put on record here.
-- Whoever is being answered by a run that lives is left to it.
with next as (
  select r.organization_id, r.user_id, r.whole_organization, r.profile, r.recipient
  from coditect_ops.export_requests r
  -- Of a row that another worker changed meanwhile, this is looked at again; of the rows below it is not.
  where (r.state = 'requested' and (r.retry_at is null or r.retry_at <= now())
      or r.state = 'running' and not exists (
        select from coditect_ops.runs w
        where w.id = r.run_id and w.outcome = 'running' and w.heartbeat_at > now() - cast(:takeover as interval)))
    and r.attempts < :attempts
    and (cast(:organization as uuid) is null or r.organization_id = cast(:organization as uuid))
    and not (r.whole_organization and cast(:people_only as boolean))
    and not exists (
      select from coditect_ops.export_requests b
        join coditect_ops.runs u on u.id = b.run_id
      where b.state = 'running' and u.outcome = 'running' and u.heartbeat_at > now() - cast(:takeover as interval)
        and b.organization_id = r.organization_id and b.user_id is not distinct from r.user_id
        and b.profile = r.profile and b.recipient is not distinct from r.recipient)
  order by r.due_at, r.id
  limit 1
  for update of r skip locked
),
taken as (
  update coditect_ops.export_requests r
  set state = 'running', run_id = cast(:run_id as uuid), package_id = cast(:package_id as uuid), attempts = r.attempts + 1, retry_at = null
  from next n, coditect_ops.export_requests before
  where before.id = r.id and r.state in ('requested', 'running')
    and r.organization_id = n.organization_id and r.user_id is not distinct from n.user_id
    and r.profile = n.profile and r.recipient is not distinct from n.recipient
  returning before.package_id
),
left_behind as (
  update coditect_ops.export_packages
  set state = 'abandoned', finished_at = now(), reason = 'its worker was lost'
  where id in (select package_id from taken) and state = 'writing'
),
begun as (
  insert into coditect_ops.export_packages (id, organization_id, run_id, location)
  select cast(:package_id as uuid), n.organization_id, cast(:run_id as uuid),
    cast(:location as text) || case when coalesce(n.recipient, cast(:recipient as text)) is null then '.zip' else '.zip.age' end
  from next n
)
select n.organization_id, n.user_id, n.profile, coalesce(n.recipient, cast(:recipient as text)) as recipient
from next n
