-- The tenants' tables that are not there.
select 'The table is missing.' as what, 'table coditect_shared.' || expected.name as place,
  'Let the backend create it, or run "migrate" where the worker migrates coditect_shared.' as cure
from unnest(array['organizations', 'users', 'licenses', 'projects']) as expected (name)
where to_regclass('coditect_shared.' || expected.name) is null
order by 2
