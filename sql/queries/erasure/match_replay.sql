-- Which of these hashes stand for subjects of the ledger, with the entry that speaks for erasing them. Whoever came after the entry
-- is somebody new. A mere announcement erases nobody who lives by what the tenant says, unless they asked.
with hashed as (
  select * from unnest(cast(:places as integer[]), cast(:keys as text[]), cast(:hashes as text[]), cast(:organizations as uuid[]),
    cast(:created_at as timestamptz[]), cast(:deleted as text[])) as h (place, subject_key, subject_hash, organization_id, created_at, deleted)
)
select distinct on (h.place) h.place, p.entry, p.ground, p.request_id, p.due_at, h.created_at > p.intended_at as anew
from hashed h
  join coditect_ops.erasure_replay p on p.subject_hash = decode(h.subject_hash, 'hex') and p.subject_key = h.subject_key
    and p.organization_id = h.organization_id
where p.committed or p.ground = 'person-asked' or cast(h.deleted as boolean)
order by h.place, h.created_at > p.intended_at, not p.committed, p.request_id is null, p.entry
