-- People and organizations of the copy, with when they were made; an organization is its own subject.
select u.organization_id, u.id as subject, u.created_at from coditect_shared.users u
union all
select o.id, o.id, o.created_at from coditect_shared.organizations o
