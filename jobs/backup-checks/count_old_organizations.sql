-- Organizations that were there 30 days before the newest marker; before the first one, 30 days ago. Not by now(): a copy is asked days later.
select count(*) from coditect_shared.organizations
where created_at < coalesce((select max(taken_at) from coditect_ops.backup_markers), now()) - interval '30 days'
