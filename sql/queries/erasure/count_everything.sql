-- How many people and organizations there are.
select (select count(*) from coditect_shared.users) as people, (select count(*) from coditect_shared.organizations) as organizations
