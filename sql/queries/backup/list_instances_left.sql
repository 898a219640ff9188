-- Which instances of drills does nobody remove: their run is over, nobody keeps them, and they are old enough?
select i.project, i.name, i.source_project, i.source, i.run_id, i.kind, i.intended_at, i.operation, i.created_at, i.kept_until, i.prefix
from coditect_ops.drill_instances i
where
  i.removed_at is null
  and coalesce(i.kept_until <= :now, i.intended_at <= :older_than)
  and not exists (
    select
    from coditect_ops.runs r
    -- One whose worker was killed stays running where nobody takes it over.
    where r.id = i.run_id
      and (r.outcome = 'running' and r.heartbeat_at >= now() - cast(:takeover as interval) or r.retry_at is not null)
  )
order by i.intended_at
