-- How many people these organizations have, deleted ones too.
select organization_id, count(*) as people from coditect_shared.users
where organization_id = any (cast(:organizations as uuid[]))
group by organization_id
