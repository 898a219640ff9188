-- Which of these requests are not on record as they were asked, and why. A person who was erased since is known by the hash alone. A later
-- instant than that on record is no other request: the earlier one stands.
with asked as (
  select * from unnest(cast(:requests as uuid[]), cast(:organizations as uuid[]), cast(:users as uuid[]), cast(:requested_at as timestamptz[]))
    with ordinality as a (id, organization_id, user_id, requested_at, number)
),
hashed as (
  select * from unnest(cast(:hashed as bigint[]), cast(:hashes as text[])) as h (number, hash)
)
select a.number,
  case
    when c.other then 'other-content'
    when r.id is not null then 'asked-earlier'
    when o.id is null then 'unknown-organization'
    when a.user_id is null then 'organization-not-deleted'
    else 'unknown-user'
  end as refusal
from asked a
  left join coditect_ops.erasure_requests r on r.id = a.id
  left join coditect_shared.organizations o on o.id = a.organization_id
  cross join lateral (
    select r.organization_id <> a.organization_id
      or r.whole_organization <> (a.user_id is null)
      or r.user_id <> a.user_id
      -- It was about somebody who is gone: not about anybody who is there, nor about whoever went with another deletion.
      or r.user_id is null and not r.whole_organization
        and (exists (select from coditect_shared.users u where u.id = a.user_id)
          or exists (select from coditect_ops.erasure_deletions d where d.deletion = r.deletion and d.subject_key = any (cast(:keys as text[]))))
        and not exists (
          select from hashed h
            join coditect_ops.erasures e on e.subject_hash = decode(h.hash, 'hex') and e.deletion = r.deletion
          where h.number = a.number) as other
  ) c
where r.id is null or c.other or a.requested_at < r.requested_at
order by a.number
