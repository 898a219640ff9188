-- Removes the index of the projects' owners.
drop index coditect_shared.projects_by_owner
