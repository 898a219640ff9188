-- Deletes the projects of a person, or of an organization as a whole.
delete from coditect_shared.projects
where organization_id = :organization and (cast(:person as uuid) is null or owner_id = cast(:person as uuid))
