-- Whether destruction is held back, by whom, since when and why.
select paused, paused_by, paused_at, reason
from coditect_ops.destruction
