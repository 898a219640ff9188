-- Some open requests about people and organizations who are not there any more, by whatever way they went.
select r.id, r.organization_id, r.user_id
from coditect_ops.erasure_requests r
where r.state <> 'completed'
  and case when r.whole_organization then not exists (select from coditect_shared.organizations o where o.id = r.organization_id)
    else not exists (select from coditect_shared.users u where u.id = r.user_id) end
order by r.id
limit :most
for update of r
