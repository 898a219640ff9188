-- Takes the policy of the tenants from the users.
drop policy tenant_sees_own_rows on coditect_shared.users
