-- Speaks for a tenant, as the backend does for each transaction.
select set_config('app.current_organization_id', :tenant, true)
