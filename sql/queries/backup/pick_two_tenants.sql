-- Two tenants that live, those with people first.
select o.id from coditect_shared.organizations o
where o.deleted_at is null
order by exists (select from coditect_shared.users u where u.organization_id = o.id) desc, o.created_at, o.id
limit 2
