-- How far did the sweeps come, how large is the table, and how many changes wait (counted up to a limit).
with recursive kept (id) as (
  select cast(cast('coditect_shared.licenses' as regclass) as oid)
  union
  select i.inhrelid from kept k join pg_inherits i on i.inhparent = k.id
)
select w.reached, w.settings_hash, w.swept_at,
  -- Of the largest where the rows are in partitions, which are read side by side.
  (select max(pg_relation_size(k.id)) from kept k) / cast(current_setting('block_size') as bigint) as blocks,
  (select count(*) from kept k join pg_class c on c.oid = k.id where c.relkind = 'r') as tables,
  (select count(*) from (select from coditect_ops.license_changes limit :most) c) as changes
from coditect_ops.license_watermark w;
