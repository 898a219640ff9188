-- What a run plans to take from each tenant, how much there is, and how much of the same kind its last ten finished runs took on average.
select c.organization_id, c.table_name, c.planned, c.present, h.usual
from coditect_ops.erasure_plan_counts c
  left join lateral (
    select avg(e.planned) as usual from (
      select p.planned
      from coditect_ops.erasure_plan_counts p
        join coditect_ops.runs r on r.id = p.run_id and r.outcome = 'done'
      where p.organization_id = c.organization_id and p.table_name = c.table_name and p.run_id <> c.run_id
      order by p.planned_at desc
      limit 10) e) h on c.table_name = cast(:people as text)
where c.run_id = :run_id
order by c.organization_id, c.table_name
