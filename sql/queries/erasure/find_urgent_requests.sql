-- The open requests that are due first, those that wait for other stores among them. What a standing hold refused has its answer
-- (GDPR Art. 12(4) and 17(3)), and so has an organization that was restored.
select r.id, r.organization_id, r.whole_organization, case when r.awaits_participants then 'partly' else r.state end as state, r.ground, r.hold_id,
  r.requested_at, r.due_at, r.extended_until, r.finished_at, r.fulfilled_at, cast(null as text[]) as awaited
from coditect_ops.erasure_requests r
where (r.state <> 'completed' or r.awaits_participants)
  and not (r.state = 'refused' and exists (
    select from coditect_ops.holds h
    where h.id = r.hold_id and h.released_at is null and (h.until is null or h.until > cast(:now as timestamptz))))
  and not (r.state = 'refused' and r.whole_organization and r.ground = 'organization-restored' and exists (
    select from coditect_shared.organizations o where o.id = r.organization_id and o.deleted_at is null))
order by coalesce(r.extended_until, r.due_at)
limit :most
