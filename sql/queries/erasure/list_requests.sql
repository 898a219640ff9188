-- Requests with their time, the most urgent first; answered ones last.
select r.id, r.organization_id, r.whole_organization, case when r.awaits_participants then 'partly' else r.state end as state, r.ground, r.hold_id,
  r.requested_at, r.due_at, r.extended_until, r.finished_at, r.fulfilled_at, w.awaited
from coditect_ops.erasure_requests r
  left join lateral (
    select array_agg(s.participant || ' ' || to_char(s.deadline at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') order by s.participant) as awaited
    from (
      select p.participant, min(p.deadline) as deadline
      from coditect_ops.deletions_of_requests v
        join coditect_ops.erasure_propagations p on p.deletion = v.deletion and not p.settled
      where v.request_id = r.id
      group by p.participant) s) w on r.awaits_participants
where (cast(:request as uuid) is null or r.id = cast(:request as uuid))
  and (cast(:organization as uuid) is null or r.organization_id = cast(:organization as uuid))
  and (cast(:state as text) is null
    or cast(:state as text) = case when r.awaits_participants then 'partly' else r.state end
    or cast(:state as text) = 'open' and (r.state <> 'completed' or r.awaits_participants))
order by r.state = 'completed' and not r.awaits_participants, coalesce(r.extended_until, r.due_at), r.id
limit :most
