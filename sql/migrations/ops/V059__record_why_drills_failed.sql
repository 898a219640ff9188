-- Why a drill failed, so that whoever is woken begins at the right end: what the copy lacked, a target that was missed, a backup that could
-- not be restored, or an instance that stays. Null for drills of before; empty where it did not fail.
alter table coditect_ops.drills add column failures text[]
  constraint drills_fail_for_known_reasons check (failures <@ array['content', 'target', 'restore', 'removal']);
