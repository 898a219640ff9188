-- The migrations of coditect_shared, where migrate keeps their history.
select format('tenant %s %s', h.script, h.checksum) as line from coditect_ops.flyway_tenant_history h where h.success order by line
