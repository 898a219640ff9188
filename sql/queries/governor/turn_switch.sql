-- Turns the switch and notes who turned it; changes nothing when it stands there already.
with turned as (
  update coditect_ops.destruction
  set paused = :paused,
    paused_by = case when :paused then cast(:by as text) end,
    paused_at = case when :paused then now() end,
    reason = case when :paused then cast(:reason as text) end
  where paused <> :paused
  returning paused
)
insert into coditect_ops.destruction_changes (paused, changed_by, reason)
select paused, :by, cast(:reason as text) from turned
returning changed_at
