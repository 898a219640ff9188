-- Which logins were made on a copy to examine it?
select rolname
from pg_roles
where starts_with(rolname, :prefix)
