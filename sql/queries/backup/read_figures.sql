-- A marker's rows and fingerprints in the order of table and tenant.
select table_name, organization_id, row_count, fingerprint, identity from coditect_ops.backup_marker_figures where marker = :marker
order by table_name collate "C", organization_id
