-- Lets every tenant see every organization.
alter policy tenant_sees_own_organization on coditect_shared.organizations using (true)
