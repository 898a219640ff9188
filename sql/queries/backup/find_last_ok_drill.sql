-- When the last drill of this level that was ok ended.
select max(ended_at) as ended_at from coditect_ops.drills where level = :level and verdict = 'ok'
