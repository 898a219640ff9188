-- When the newest marker was taken, and since when there is this database.
select (select max(m.taken_at) from coditect_ops.backup_markers m) as newest, (select i.made_at from coditect_ops.database_identity i) as made_at
