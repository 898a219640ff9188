-- When were the backups last found to be in order, at this level?
select max(verified_at) as verified_at from coditect_ops.backup_verifications where level = :level and verdict = 'ok'
