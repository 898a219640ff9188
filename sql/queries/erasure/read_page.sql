-- The people or the organization of one page of a plan, each with their place on it, and with the first what all are planned to lose.
select p.kind, x.organization_id, x.user_id, x.version, x.ground, x.request_id, x.due_at, x.place,
  case when row_number() over (order by x.place) = 1 then cast(p.planned as text) end as planned
from coditect_ops.erasure_plan p
  cross join lateral unnest(p.organization_ids, coalesce(p.user_ids, array[cast(null as uuid)]),
    cast(cast(p.versions as text) as text[]), p.grounds, p.request_ids, p.due_at)
    with ordinality as x (organization_id, user_id, version, ground, request_id, due_at, place)
where p.run_id = :run_id and p.number = :number and (p.kind = 'organization' or x.user_id is not null)
order by x.place
