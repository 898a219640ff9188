-- About which deletions a store has not said that it is done.
select p.deletion from coditect_ops.erasure_propagations p
where p.participant = :participant and not p.settled
  and (cast(:deletion as uuid) is null or p.deletion = cast(:deletion as uuid))
order by p.deletion
