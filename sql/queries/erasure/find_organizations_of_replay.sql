-- Organizations that were erased as a whole and are back.
select distinct on (o.id) o.id, cast(o.xmin as text) as version, p.entry, p.due_at
from coditect_ops.erasure_replay p
  join coditect_shared.organizations o on o.id = p.organization_id and o.created_at <= p.intended_at
where p.whole_organization and (p.committed or o.deleted_at is not null)
order by o.id, p.entry
