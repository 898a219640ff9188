-- Of each of these organizations, the first hold on it as a whole.
select distinct on (organization_id) organization_id, id, ground from coditect_ops.holds
where organization_id = any (cast(:organizations as uuid[])) and kind = 'organization' and released_at is null
  and (until is null or until > least(cast(:as_of as timestamptz), now()))
order by organization_id, placed_at, id
