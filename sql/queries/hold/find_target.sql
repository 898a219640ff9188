-- The organization that something to be held is of; nothing when it is not there.
select organization_id from coditect_shared.users where :kind = 'user' and id = :id
union all
select organization_id from coditect_shared.projects where :kind = 'project' and id = :id
union all
select id from coditect_shared.organizations where :kind = 'organization' and id = :id
