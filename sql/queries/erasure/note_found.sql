-- Notes what became of subjects that were looked for; an entry stands for every entry about its subject.
update coditect_ops.erasure_replay p
set found = f.found, remains = cast(:remains as boolean) and f.found = 'back'
from coditect_ops.erasure_replay e
  join unnest(cast(:entries as bigint[]), cast(:found as text[])) as f (entry, found) on f.entry = e.entry
where p.subject_hash = e.subject_hash and p.subject_key = e.subject_key and p.organization_id = e.organization_id
