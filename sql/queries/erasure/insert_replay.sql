-- Writes down subjects of deletions that are in the ledger outside and not inside.
insert into coditect_ops.erasure_replay
  (entry, run_id, segment, deletion, subject_key, subject_hash, organization_id, request_id, ground, due_at, intended_at, counts, whole_organization)
select e.entry, :run_id, e.segment, e.deletion, e.subject_key, decode(e.subject_hash, 'hex'), e.organization_id, e.request_id, e.ground,
  e.due_at, e.intended_at, cast(e.counts as jsonb), cast(e.whole_organization as boolean)
from unnest(cast(:entries as bigint[]), cast(:segments as bigint[]), cast(:deletions as uuid[]), cast(:keys as text[]),
  cast(:hashes as text[]), cast(:organizations as uuid[]), cast(:requests as uuid[]), cast(:grounds as text[]),
  cast(:due_at as timestamptz[]), cast(:intended_at as timestamptz[]), cast(:counts as text[]), cast(:whole as text[]))
  as e (entry, segment, deletion, subject_key, subject_hash, organization_id, request_id, ground, due_at, intended_at, counts, whole_organization)
on conflict do nothing
