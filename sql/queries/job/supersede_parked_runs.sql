-- Takes the place of the runs of the same job and parameters that still wait for an approval.
update coditect_ops.runs older
set outcome = 'refused', retry_at = null, problems = cast(:problems as jsonb)
from coditect_ops.runs newer
where newer.id = :id
  and older.job = newer.job and older.parameters = newer.parameters and older.id <> newer.id
  and older.outcome = 'parked' and older.approved_at is null
returning older.id, older.key, older.as_of, cast(older.changed as text) as changed
