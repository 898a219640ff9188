-- Writes a deletion and its subjects into the ledger inside.
with deletion as (
  insert into coditect_ops.erasure_deletions (deletion, run_id, subject_key, segment, subjects, counts)
  values (cast(:deletion as uuid), cast(:run_id as uuid), :subject_key, :segment, cardinality(cast(:hashes as text[])), cast(:total as jsonb))
)
insert into coditect_ops.erasures
  (deletion, subject_key, subject_hash, organization_id, request_id, ground, due_at, erased_at, counts, by_effect)
select cast(:deletion as uuid), :subject_key, decode(s.hash, 'hex'), s.organization_id, s.request_id, s.ground, s.due_at, cast(:erased_at as timestamptz), cast((cast(:counts as text[]))[s.count_of] as jsonb), true
from unnest(cast(:hashes as text[]), cast(:organizations as uuid[]), cast(:requests as uuid[]), cast(:grounds as text[]),
  cast(:due_at as timestamptz[]), cast(:count_of as integer[])) as s (hash, organization_id, request_id, ground, due_at, count_of)
