-- Rows that the worker's runs deleted after the newest entry that the marker saw, by table and tenant.
select 'coditect_shared.' || a.table_name as table_name, a.organization_id, count(*) as row_count
from coditect_ops.audit_log a
where a.id > :last and a.action = 'delete'
group by 1, 2
