-- Moves the watermark of the sweeps: never back, unless a wrong clock left it ahead of every clock, and never ahead of the clock.
-- Only a sweep by an instant between the watermark and the clock vouches for its settings and for the whole table.
update coditect_ops.license_watermark w
set reached = greatest(b.reached, least(cast(:as_of as timestamptz), cast(:now as timestamptz))),
  settings_hash = case when cast(:as_of as timestamptz) between coalesce(b.reached, '-infinity') and cast(:now as timestamptz)
    then :settings else settings_hash end,
  swept_at = case when cast(:as_of as timestamptz) between coalesce(b.reached, '-infinity') and cast(:now as timestamptz)
    then coalesce(cast(:swept_at as timestamptz), swept_at) else swept_at end
from (
  select case when reached <= cast(:believable as timestamptz) then reached end as reached
  from coditect_ops.license_watermark) b;
