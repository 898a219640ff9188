-- Removes a trigger that cannot be read, with all its rows.
with named as (
  select cast(:scheduler as text) as scheduler, cast(:name as text) as name, cast(:group as text) as of_group
), simple as (
  delete from coditect_ops.qrtz_simple_triggers using named
  where sched_name = scheduler and trigger_name = name and trigger_group = of_group
), cron as (
  delete from coditect_ops.qrtz_cron_triggers using named
  where sched_name = scheduler and trigger_name = name and trigger_group = of_group
), properties as (
  delete from coditect_ops.qrtz_simprop_triggers using named
  where sched_name = scheduler and trigger_name = name and trigger_group = of_group
), blobs as (
  delete from coditect_ops.qrtz_blob_triggers using named
  where sched_name = scheduler and trigger_name = name and trigger_group = of_group
)
delete from coditect_ops.qrtz_triggers using named
where sched_name = scheduler and trigger_name = name and trigger_group = of_group
