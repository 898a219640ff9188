-- What stores were asked about these deletions, and what they have answered.
select p.deletion, p.participant, p.asked_at, p.deadline, p.times_asked, p.outcome, p.answered_at, p.received_at, p.ground, p.did, p.waived_by, p.waived_reason
from coditect_ops.erasure_propagations p
where p.deletion = any (cast(:deletions as uuid[]))
order by p.participant, p.asked_at, p.deletion
