-- The first of these views that has not been made anew since every deletion.
select v.name
from unnest(cast(:views as text[])) with ordinality as v (name, place)
where exists (
  select from coditect_ops.erasure_deletions d
  where not exists (select from coditect_ops.view_refreshes r where r.deletion = d.deletion and r.view_name = v.name))
order by v.place
limit 1
