-- Deletes the licenses of an organization.
delete from coditect_shared.licenses where organization_id = :organization
