-- Removes structures that no marker names any more.
delete from coditect_ops.backup_marker_structures
where hash in (
  select s.hash from coditect_ops.backup_marker_structures s
  where not exists (select from coditect_ops.backup_markers m where m.structure = s.hash) limit :most)
