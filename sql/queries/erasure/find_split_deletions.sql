-- Deletions of which the two tables of the ledger inside do not say the same.
select coalesce(d.deletion, e.deletion)
from coditect_ops.erasure_deletions d
  full join (select deletion, count(*) as subjects from coditect_ops.erasures group by deletion) e on e.deletion = d.deletion
where d.subjects is distinct from e.subjects
order by 1
limit 1000
