-- Lists whom the run left, and why.
insert into coditect_ops.erasure_left (run_id, organization_id, user_id, reason, hold_id)
select :run_id, l.organization_id, l.user_id, l.reason, l.hold_id
from unnest(cast(:organizations as uuid[]), cast(:ids as uuid[]), cast(:reasons as text[]), cast(:holds as uuid[]))
  as l (organization_id, user_id, reason, hold_id)
where l.user_id is null or exists (select from coditect_shared.users u where u.id = l.user_id)
