-- Whom a run left, and why; counted by reason unless each person is asked for.
select organization_id, user_id, whole_organization, reason, hold_id, request_id, sqlstate, table_name, constraint_name, function_name,
  count(*) as people
from (
  select l.organization_id, case when cast(:people as boolean) then l.user_id end as user_id, l.user_id is null as whole_organization,
    l.reason, l.hold_id, case when cast(:people as boolean) or l.user_id is null then l.request_id end as request_id,
    l.sqlstate, l.table_name, l.constraint_name, l.function_name
  from coditect_ops.erasure_left l
  where l.run_id = :run_id) l
group by organization_id, user_id, whole_organization, reason, hold_id, request_id, sqlstate, table_name, constraint_name, function_name
order by organization_id, reason, hold_id, constraint_name, table_name, user_id
limit :most
