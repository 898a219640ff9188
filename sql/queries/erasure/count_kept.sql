-- What kept people and organizations from going with this run, and how many; the most frequent first.
select sqlstate, table_name, constraint_name, function_name,
  count(*) filter (where user_id is not null) as people, count(*) filter (where user_id is null) as organizations
from coditect_ops.erasure_left
where run_id = :run_id and reason = 'cannot-be-deleted'
group by sqlstate, table_name, constraint_name, function_name
order by count(*) desc, sqlstate, table_name, constraint_name, function_name
