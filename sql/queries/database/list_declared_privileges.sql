-- What the version that migrated last declares that the system role holds; no columns means the whole object.
select object, privilege, columns
from coditect_ops.declared_privileges
order by object, privilege
