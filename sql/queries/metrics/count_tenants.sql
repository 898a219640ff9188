-- Organizations, living people and living projects by plan, and the soft-deleted ones. One look at each row.
with people as (
  select u.organization_id, count(*) as users, count(u.deleted_at) as deleted
  from coditect_shared.users u group by u.organization_id
), projects as (
  select p.organization_id, count(*) as projects, count(*) filter (where p.deleted_at is not null or p.status = 'DELETED') as deleted
  from coditect_shared.projects p group by p.organization_id
), counted as (
  select o.plan,
    count(*) - count(o.deleted_at) as organizations,
    count(o.deleted_at) as deleted_organizations,
    coalesce(sum(people.users - people.deleted), 0) as users,
    coalesce(sum(people.deleted), 0) as deleted_users,
    coalesce(sum(projects.projects - projects.deleted), 0) as projects,
    coalesce(sum(projects.deleted), 0) as deleted_projects
  from coditect_shared.organizations o
  left join people on people.organization_id = o.id
  left join projects on projects.organization_id = o.id
  group by o.plan
)
select told.figure, counted.plan, told.kind, told.value
from counted
cross join lateral (values
  ('organizations', null, cast(counted.organizations as numeric)),
  ('users', null, counted.users),
  ('projects', null, counted.projects),
  ('deleted_waiting', 'organization', counted.deleted_organizations),
  ('deleted_waiting', 'user', counted.deleted_users),
  ('deleted_waiting', 'project', counted.deleted_projects)
) told (figure, kind, value)
