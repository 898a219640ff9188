-- Organizations, living people and living projects by plan, and the soft-deleted ones. One look at each row.
with tenants as (
  select o.id, o.plan, o.deleted_at from coditect_shared.organizations o
), people as (
  select u.organization_id, count(*) filter (where u.deleted_at is null) as living, count(*) filter (where u.deleted_at is not null) as deleted
  from coditect_shared.users u group by u.organization_id
), projects as (
  select p.organization_id,
    count(*) filter (where p.deleted_at is null and p.status <> 'DELETED') as living,
    count(*) filter (where p.deleted_at is not null or p.status = 'DELETED') as deleted
  from coditect_shared.projects p group by p.organization_id
), counted as (
  select t.plan,
    count(*) filter (where t.deleted_at is null) as organizations,
    count(*) filter (where t.deleted_at is not null) as deleted_organizations,
    coalesce(sum(people.living), 0) as users,
    coalesce(sum(people.deleted), 0) as deleted_users,
    coalesce(sum(projects.living), 0) as projects,
    coalesce(sum(projects.deleted), 0) as deleted_projects
  from tenants t
  left join people on people.organization_id = t.id
  left join projects on projects.organization_id = t.id
  group by t.plan
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
