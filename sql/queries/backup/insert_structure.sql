-- Keeps a structure that no marker has named so far.
insert into coditect_ops.backup_marker_structures (hash, content) values (:hash, :content) on conflict (hash) do nothing
