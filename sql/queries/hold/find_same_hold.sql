-- A standing hold on the same, on the same ground, by the same person, that stands at least as long. An address may have been
-- hashed with any key, and in any form of the same width.
select id
from coditect_ops.holds
where kind = :kind and part_of is null
  and organization_id is not distinct from cast(:organization as uuid)
  and user_id is not distinct from cast(:user as uuid)
  and project_id is not distinct from cast(:project as uuid)
  and (kind <> 'email' or (coalesce(email_form, 'lower-cased'), email_key, encode(email_hash, 'hex')) in (
    select k.form, k.name, k.hash
    from unnest(cast(:forms as text[]), cast(:keys as text[]), cast(:hashes as text[])) as k (form, name, hash)))
  and ground = :ground and placed_by = :by
  and released_at is null and (until is null or until > cast(:now as timestamptz))
  and (until is null or until >= cast(:until as timestamptz))
order by placed_at, id
limit 1
