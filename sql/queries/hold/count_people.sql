-- How many people of which organization these holds protect, but for those on addresses.
select h.id as hold_id, h.organization_id, count(*) as people
from coditect_ops.holds h
  join coditect_shared.users u on u.organization_id = h.organization_id
    and case h.kind
      when 'organization' then true
      when 'user' then u.id = h.user_id
      when 'project' then u.id = (select j.owner_id from coditect_shared.projects j where j.id = h.project_id)
      else false
    end
where h.id = any (cast(:holds as uuid[]))
group by h.id, h.organization_id
