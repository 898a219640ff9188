-- Changes what the newest marker says it counted.
update coditect_ops.backup_markers set content = regexp_replace(content, '"rows":(\d+)', '"rows":1\1')
where sequence = (select max(sequence) from coditect_ops.backup_markers)
