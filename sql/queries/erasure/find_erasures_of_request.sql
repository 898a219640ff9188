-- What was erased for a request, or of an organization that has ended, oldest first.
select e.deletion, d.segment, e.subject_key, encode(e.subject_hash, 'hex') as subject_hash, e.organization_id, e.due_at, e.erased_at, e.counts, e.by_effect
from coditect_ops.erasures e
  join coditect_ops.erasure_deletions d on d.deletion = e.deletion
where e.request_id = :request
  or cast(:ended_organization as uuid) is not null and e.organization_id = cast(:ended_organization as uuid)
    and e.ground = 'organization-ended'
order by e.erased_at, d.segment, e.subject_hash
