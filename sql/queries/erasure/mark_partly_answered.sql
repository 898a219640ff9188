-- Says of requests that are answered here that other stores have not all answered. No deletions: of every request.
with partly as (
  select r.id from coditect_ops.erasure_requests r
  where r.state = 'completed' and not r.awaits_participants
    and r.id in (
      select v.request_id from coditect_ops.deletions_of_requests v
        join coditect_ops.erasure_propagations p on p.deletion = v.deletion and not p.settled
      where cast(:deletions as uuid[]) is null or p.deletion = any (cast(:deletions as uuid[])))
  order by r.id
  for update
)
update coditect_ops.erasure_requests r
set awaits_participants = true, fulfilled_at = null
from partly p
where r.id = p.id
