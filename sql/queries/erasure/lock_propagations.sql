-- What stores were asked about these deletions and have answered, locked in one order.
select p.deletion, p.participant, p.asked_at, p.deadline, p.outcome, p.answered_at, p.ground, p.did
from coditect_ops.erasure_propagations p
where p.deletion = any (cast(:deletions as uuid[]))
order by p.deletion, p.participant
for update
