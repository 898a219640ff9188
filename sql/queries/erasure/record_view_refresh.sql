-- Writes down that a view is about to be made anew, for every deletion that has happened: what is not seen here yet is not in the view either.
insert into coditect_ops.view_refreshes (view_name, deletion, run_id)
select :view, d.deletion, :run_id
from coditect_ops.erasure_deletions d
where not exists (select from coditect_ops.view_refreshes r where r.deletion = d.deletion and r.view_name = :view)
on conflict do nothing
