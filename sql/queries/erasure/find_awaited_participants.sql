-- By store, how many questions are open, of how many the time is over, how many it has refused or failed, and since when the first is late.
select p.participant,
  count(*) as open,
  count(*) filter (where p.deadline <= cast(:now as timestamptz)) as overdue,
  count(*) filter (where p.outcome is not null) as without_effect,
  min(p.deadline) as first_deadline
from coditect_ops.erasure_propagations p
where not p.settled
group by p.participant
order by p.participant
