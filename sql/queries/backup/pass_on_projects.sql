-- Gives a person's projects to the oldest other owner of the organization that lives, if there is one.
update coditect_shared.projects p set owner_id = heir.id
from (
  select u.id from coditect_shared.users u
  where u.organization_id = :organization and u.role = 'OWNER' and u.deleted_at is null and u.id <> cast(:person as uuid)
  order by u.created_at, u.id limit 1) heir
where p.organization_id = :organization and p.owner_id = cast(:person as uuid)
