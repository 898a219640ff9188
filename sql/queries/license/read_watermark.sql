-- How far did the sweeps come, how large is the table, and how many changes wait (counted up to a limit).
select w.reached, w.settings_hash, w.swept_at,
  pg_relation_size('coditect_shared.licenses') / cast(current_setting('block_size') as bigint) as blocks,
  (select count(*) from (select from coditect_ops.license_changes limit :most) c) as changes
from coditect_ops.license_watermark w;
