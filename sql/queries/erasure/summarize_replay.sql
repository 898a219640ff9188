-- What a replay found of the subjects of the ledger, each counted once, and why some of them were left.
select (select count(distinct (p.organization_id, p.subject_hash)) from coditect_ops.erasure_replay p
    where p.run_id = :run_id and p.found = 'back') as back,
  (select count(distinct (p.organization_id, p.subject_hash)) from coditect_ops.erasure_replay p
    where p.run_id = :run_id and p.found = 'absent') as absent,
  (select count(distinct (p.organization_id, p.subject_hash)) from coditect_ops.erasure_replay p
    where p.run_id = :run_id and p.found = 'anew') as anew,
  (select count(distinct (p.organization_id, p.subject_hash)) from coditect_ops.erasure_replay p
    where p.run_id = :run_id and p.remains) as remains,
  (select count(distinct coalesce(l.user_id, l.organization_id)) from coditect_ops.erasure_left l
    where l.run_id = :run_id and l.reason in ('held', 'something-held')) as held
