-- Holds as they may be shown, the oldest first. An address that is held everywhere concerns every organization; the people who
-- had it are parts of its hold.
select id, kind, organization_id, user_id, project_id, email_form, ground, placed_by, placed_at, until, released_by, released_at
from coditect_ops.holds
where part_of is null
  and (cast(:hold as uuid) is null or id = cast(:hold as uuid))
  and (cast(:organization as uuid) is null or organization_id is null or organization_id = cast(:organization as uuid))
  and (cast(:standing_at as timestamptz) is null
    or released_at is null and (until is null or until > cast(:standing_at as timestamptz)))
order by placed_at, id
