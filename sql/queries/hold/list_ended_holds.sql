-- Holds that ended within the last month and whose remaining work no run has begun, the longest ended first; none while
-- destruction is held back.
select h.id, h.organization_id, least(h.released_at, h.until) as ended_at
from coditect_ops.holds h
where least(h.released_at, h.until) between now() - interval '30 days' and now()
  and h.part_of is null
  and not exists (select from coditect_ops.runs r where r.job = :job and r.key = 'hold-' || h.id || '-over')
  and not coalesce((select d.paused from coditect_ops.destruction d), true)
order by least(h.released_at, h.until), h.id
limit 20
