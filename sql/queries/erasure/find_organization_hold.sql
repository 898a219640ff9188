-- A hold on the organization as a whole.
select id, ground from coditect_ops.holds
where organization_id = :organization and kind = 'organization' and released_at is null
  and (until is null or until > least(cast(:as_of as timestamptz), now()))
order by placed_at, id
limit 1
