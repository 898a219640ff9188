-- Exchanges a project between the two tenants whose projects have rested longest.
do $$
declare
  pair record;
begin
  alter table coditect_shared.projects no force row level security;
  with resting as (
    select organization_id, (array_agg(id order by updated_at))[1] as project, max(updated_at) as touched
    from coditect_shared.projects group by organization_id having min(created_at) < now() - interval '1 hour'
    order by touched limit 2
  )
  select a.id as one, a.organization_id as one_tenant, a.owner_id as one_owner, b.id as other, b.organization_id as other_tenant,
    b.owner_id as other_owner
  into pair
  from coditect_shared.projects a join coditect_shared.projects b on a.organization_id < b.organization_id
  where a.id in (select project from resting) and b.id in (select project from resting);
  if pair.one is null then
    raise no_data_found;
  end if;
  -- Slugs are unique within a tenant.
  update coditect_shared.projects set organization_id = pair.other_tenant, owner_id = pair.other_owner, slug = 'x' || left(md5(id::text), 30)
  where id = pair.one;
  update coditect_shared.projects set organization_id = pair.one_tenant, owner_id = pair.one_owner, slug = 'x' || left(md5(id::text), 30)
  where id = pair.other;
  alter table coditect_shared.projects force row level security;
end $$
