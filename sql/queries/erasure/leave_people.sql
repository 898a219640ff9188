-- Lists whom the run left, and why.
insert into coditect_ops.erasure_left
  (run_id, organization_id, user_id, reason, hold_id, request_id, sqlstate, table_name, constraint_name, function_name)
select :run_id, l.organization_id, l.user_id, l.reason, l.hold_id,
  case when l.reason = 'cannot-be-deleted' then coalesce(l.request_id, (
    select r.id from coditect_ops.erasure_requests r where r.user_id = l.user_id and r.state <> 'completed' order by r.due_at, r.id limit 1)) end,
  l.sqlstate, l.table_name, l.constraint_name, l.function_name
from unnest(cast(:organizations as uuid[]), cast(:ids as uuid[]), cast(:reasons as text[]), cast(:holds as uuid[]),
    cast(:requests as uuid[]), cast(:states as text[]), cast(:tables as text[]), cast(:constraints as text[]), cast(:functions as text[]))
  as l (organization_id, user_id, reason, hold_id, request_id, sqlstate, table_name, constraint_name, function_name)
where l.user_id is null or exists (select from coditect_shared.users u where u.id = l.user_id)
