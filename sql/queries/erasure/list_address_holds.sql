-- The addresses that are held, as keyed hashes, with the form that each was hashed in.
select id, organization_id, email_form, email_key, encode(email_hash, 'hex') as email_hash, ground
from coditect_ops.holds
where kind = 'email' and released_at is null and (until is null or until > least(cast(:as_of as timestamptz), now()))
order by placed_at, id
