-- What keeps these people from being erased: a hold on them, on a project of theirs or on their organization, or an open export that is waited for.
with person as (
  select * from unnest(cast(:ids as uuid[]), cast(:organizations as uuid[])) as p (id, organization_id)
),
obstacle as (
  select p.id, 'held' as reason, coalesce(h.part_of, h.id) as hold_id, h.ground, 1 as rank
  from coditect_ops.holds h
    join person p on p.organization_id = h.organization_id
  where h.released_at is null and (h.until is null or h.until > least(cast(:as_of as timestamptz), now()))
    -- A version that knows no parts releases only the whole.
    and not exists (select from coditect_ops.holds w where w.id = h.part_of and w.released_at is not null)
    and case h.kind
      when 'organization' then true
      when 'user' then h.user_id = p.id
      when 'project' then exists (select from coditect_shared.projects j where j.id = h.project_id and j.owner_id = p.id)
      else false
    end
  union all
  select p.id, 'export-open', null, null, 2
  from coditect_ops.export_requests e
    join person p on p.id = e.user_id
  where cast(:wait_for_exports as boolean) and e.state in ('requested', 'running')
)
select distinct on (id) id, reason, hold_id, ground from obstacle order by id, rank, hold_id
