-- Whether the tenants' login may see anything of the worker's schema.
select has_schema_privilege('coditect_app', 'coditect_ops', 'usage') as may
