-- Since when each of these views is without what these deletions took; null where it was not made anew since.
select v.name as view_name,
  case when count(r.deletion) = count(d.deletion) then max(r.refreshed_at) end as refreshed_at
from unnest(cast(:views as text[])) as v (name)
  cross join unnest(cast(:deletions as uuid[])) as d (deletion)
  left join coditect_ops.view_refreshes r on r.deletion = d.deletion and r.view_name = v.name
group by v.name
order by v.name
