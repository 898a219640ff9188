-- Deletes a person, or everybody of an organization.
delete from coditect_shared.users where organization_id = :organization and (cast(:person as uuid) is null or id = cast(:person as uuid))
