-- When was the newest marker taken, up to an instant?
select max(taken_at)
from coditect_ops.backup_markers
where taken_at <= :until
