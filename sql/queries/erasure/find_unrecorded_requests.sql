-- Which of these requests are not on record as they were asked, and why. A person who was erased since is known by the hash alone.
with asked as (
  select * from unnest(cast(:requests as uuid[]), cast(:organizations as uuid[]), cast(:users as uuid[]))
    with ordinality as a (id, organization_id, user_id, number)
),
hashed as (
  select * from unnest(cast(:hashed as bigint[]), cast(:hashes as text[])) as h (number, hash)
)
select a.number,
  case
    when r.id is not null then 'other-content'
    when o.id is null then 'unknown-organization'
    when a.user_id is null then 'organization-not-deleted'
    else 'unknown-user'
  end as refusal
from asked a
  left join coditect_ops.erasure_requests r on r.id = a.id
  left join coditect_shared.organizations o on o.id = a.organization_id
where r.id is null
  or r.organization_id <> a.organization_id
  or r.whole_organization <> (a.user_id is null)
  or r.user_id <> a.user_id
  or r.user_id is null and not r.whole_organization
    and exists (select from coditect_ops.erasure_deletions d where d.deletion = r.deletion and d.subject_key = any (cast(:keys as text[])))
    and not exists (
      select from hashed h
        join coditect_ops.erasures e on e.subject_hash = decode(h.hash, 'hex') and e.deletion = r.deletion
      where h.number = a.number)
order by a.number
