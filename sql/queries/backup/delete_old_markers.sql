-- Removes some markers that were taken before an instant and have no figures left, never the newest.
delete from coditect_ops.backup_markers
where sequence in (
  select m.sequence from coditect_ops.backup_markers m
  where m.taken_at < :before and m.sequence < (select max(n.sequence) from coditect_ops.backup_markers n)
    and not exists (select from coditect_ops.backup_marker_figures f where f.marker = m.sequence)
  order by m.sequence limit :most)
