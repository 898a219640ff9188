-- What a person has to look at: runs that wait for an approval, legal holds that stand, and whether destruction is switched off.
select 'runs_parked' as figure, null as kind, cast(count(*) as double precision) as value
from coditect_ops.runs where outcome = 'parked' and approved_at is null
union all
select 'run_parked_longest', null, coalesce(extract(epoch from cast(:now as timestamptz) - min(finished_at)), 0)
from coditect_ops.runs where outcome = 'parked' and approved_at is null
union all
select 'legal_holds', kind, count(*)
from coditect_ops.holds where released_at is null and (until is null or until > cast(:now as timestamptz))
group by kind
union all
select 'destruction_paused', null, cast(cast(paused as integer) as double precision) from coditect_ops.destruction
