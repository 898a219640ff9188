-- Deletes an organization that nothing belongs to any more.
delete from coditect_shared.organizations where id = :organization
