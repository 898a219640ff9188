-- How old the newest backup and the newest marker are, what is known about the backups, and how restore drills ended.
-- A look or a drill that could not tell takes nothing back: what was known before it stands until the next one that can.
with looks as (
  select v.verdict, v.verified_at, v.newest_backup_at, v.recovery_until
  from coditect_ops.backup_verifications v where v.level = 'freshness'
), verdicts as materialized (
  (select l.verdict from looks l where l.verdict <> 'inconclusive' order by l.verified_at desc limit 1)
  union all
  select last.verdict from (select l.verdict from looks l order by l.verified_at desc limit 1) last where last.verdict = 'inconclusive'
), known as materialized (
  -- An invalid drill says that the examination is worth nothing, which is known too.
  select distinct on (d.level) d.level, d.verdict, d.failures
  from coditect_ops.drills d where d.verdict in ('ok', 'failed', 'invalid') order by d.level, d.started_at desc
), latest as materialized (
  select distinct on (d.level) d.level, d.verdict
  from coditect_ops.drills d where d.verdict is not null order by d.level, d.started_at desc
), measured as materialized (
  select distinct on (d.level) d.level, d.rpo, d.rto
  from coditect_ops.drills d where d.verdict is not null and d.rpo is not null and d.rto is not null order by d.level, d.started_at desc
), proven as materialized (
  select levels.level, coalesce(max(d.ended_at), (select made_at from coditect_ops.database_identity)) as since
  from (values ('drill'), ('point-in-time')) levels (level)
  left join coditect_ops.drills d on d.level = levels.level and d.verdict = 'ok'
  group by levels.level
)
select 'backup_newest' as figure, null as level, null as verdict, null as reason, found.value
from (
  select extract(epoch from cast(:now as timestamptz) - l.newest_backup_at) as value
  from looks l where l.newest_backup_at is not null order by l.verified_at desc limit 1) found
union all
select 'backup_recovery_lag', null, null, null, found.value
from (
  select greatest(0, extract(epoch from l.verified_at - l.recovery_until)) as value
  from looks l where l.recovery_until is not null order by l.verified_at desc limit 1) found
union all
select 'backup_verdict', null, verdict, null, 1 from verdicts
union all
select 'backup_marker', null, null, null, extract(epoch from cast(:now as timestamptz)
  - coalesce((select max(taken_at) from coditect_ops.backup_markers), (select made_at from coditect_ops.database_identity)))
union all
select 'drill_verdict', level, verdict, null, 1 from known
union all
select 'drill_verdict', level, verdict, null, 1 from latest where verdict not in ('ok', 'failed', 'invalid')
union all
-- Before reasons were written down, a drill that failed had lost something as far as anybody knows.
select 'drill_failure', level, null, reasons.reason, 1
from known cross join unnest(coalesce(known.failures, '{content}')) reasons (reason)
where known.verdict = 'failed'
union all
select 'drill_last_ok', level, null, null, extract(epoch from cast(:now as timestamptz) - since) from proven
union all
select 'drill_recovery_point', level, null, null, extract(epoch from rpo) from measured
union all
select 'drill_recovery_time', level, null, null, extract(epoch from rto) from measured
