-- When the oldest organization was made; where it is deleted, the next is younger.
select min(created_at) from coditect_shared.organizations
