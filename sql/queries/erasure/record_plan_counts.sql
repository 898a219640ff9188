-- Keeps what a run plans to take from each tenant.
insert into coditect_ops.erasure_plan_counts (run_id, organization_id, table_name, planned, present)
select :run_id, c.organization_id, c.table_name, c.planned, c.present
from unnest(cast(:organizations as uuid[]), cast(:tables as text[]), cast(:planned as bigint[]), cast(:present as bigint[]))
  as c (organization_id, table_name, planned, present)
