-- How long backups are kept, as the service said it to the newest look at them.
select v.instance, v.verified_at,
  (select p.point ->> 'measured' from jsonb_array_elements(v.points) as p (point) where p.point ->> 'name' = 'backups-retained' limit 1) as retained,
  (select p.point ->> 'measured' from jsonb_array_elements(v.points) as p (point) where p.point ->> 'name' = 'recovery-log-days' limit 1) as log_days
from coditect_ops.backup_verifications v
where v.level = 'freshness'
order by v.verified_at desc
limit 1
