-- Locks an organization if its row is still the planned version.
select id from coditect_shared.organizations
where id = :organization and xmin = cast(:version as xid)
for update
