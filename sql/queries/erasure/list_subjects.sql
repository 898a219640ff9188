-- The subjects of these deletions as the ledger inside has them.
select deletion, subject_key, encode(subject_hash, 'hex') as subject_hash, organization_id, request_id, ground, counts
from coditect_ops.erasures
where deletion = any (cast(:deletions as uuid[]))
