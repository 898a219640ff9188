-- The first hold that kept somebody of an organization from going with this run; one row without a hold where an open export did.
select l.hold_id
from coditect_ops.erasure_left l
where l.run_id = :run_id and l.organization_id = :organization and l.user_id is not null and l.reason in ('held', 'export-open')
order by l.hold_id nulls last
limit 1
