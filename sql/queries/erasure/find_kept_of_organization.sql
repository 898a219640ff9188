-- What kept somebody of an organization from being deleted by this run, where nothing of it is held or waited for.
select l.sqlstate, l.table_name, l.constraint_name, l.function_name
from coditect_ops.erasure_left l
where l.run_id = :run_id and l.organization_id = :organization and l.reason = 'cannot-be-deleted'
  and not exists (
    select from coditect_ops.erasure_left h
    where h.run_id = :run_id and h.organization_id = :organization and h.user_id is not null and h.reason in ('held', 'export-open'))
order by l.id
limit 1
