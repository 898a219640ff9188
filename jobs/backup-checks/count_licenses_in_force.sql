-- Licenses that let their tenants work.
select count(*) from coditect_shared.licenses where status in ('ACTIVE', 'GRACE')
