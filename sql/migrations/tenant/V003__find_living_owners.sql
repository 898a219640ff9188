-- Who takes over when somebody is erased: the oldest living OWNER of an organization, found without reading its people.
create index users_living_owners on coditect_shared.users (organization_id, created_at, id) where role = 'OWNER' and deleted_at is null;
