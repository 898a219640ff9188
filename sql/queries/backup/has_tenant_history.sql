-- Whether migrate keeps a history of coditect_shared here.
select to_regclass('coditect_ops.flyway_tenant_history') is not null as present
