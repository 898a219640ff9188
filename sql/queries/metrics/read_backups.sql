-- How old the newest backup and the newest marker are, what the last look at the backups said, and how restore drills ended.
with looked as materialized (
  select v.verdict, v.verified_at, v.newest_backup_at, v.recovery_until
  from coditect_ops.backup_verifications v where v.level = 'freshness' order by v.verified_at desc limit 1
), ended as materialized (
  select distinct on (d.level) d.level, d.verdict, d.ended_at, d.rpo, d.rto
  from coditect_ops.drills d where d.verdict is not null order by d.level, d.started_at desc
), proven as materialized (
  select levels.level, coalesce(max(d.ended_at), (select made_at from coditect_ops.database_identity)) as since
  from (values ('drill'), ('point-in-time')) levels (level)
  left join coditect_ops.drills d on d.level = levels.level and d.verdict = 'ok'
  group by levels.level
)
select 'backup_newest' as figure, null as level, null as verdict, extract(epoch from cast(:now as timestamptz) - newest_backup_at) as value
from looked where newest_backup_at is not null
union all
select 'backup_recovery_lag', null, null, greatest(0, extract(epoch from verified_at - recovery_until)) from looked where recovery_until is not null
union all
select 'backup_verdict', null, verdict, 1 from looked
union all
select 'backup_marker', null, null, extract(epoch from cast(:now as timestamptz)
  - coalesce((select max(taken_at) from coditect_ops.backup_markers), (select made_at from coditect_ops.database_identity)))
union all
select 'drill_verdict', level, verdict, 1 from ended
union all
select 'drill_last_ok', level, null, extract(epoch from cast(:now as timestamptz) - since) from proven
union all
select 'drill_recovery_point', level, null, extract(epoch from rpo) from ended where rpo is not null
union all
select 'drill_recovery_time', level, null, extract(epoch from rto) from ended where rto is not null
