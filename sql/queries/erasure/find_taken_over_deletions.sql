-- Which of these deletions a replay has taken over from the ledger outside, after a restore.
select d.deletion from coditect_ops.erasure_deletions d where d.deletion = any (cast(:deletions as uuid[])) and d.run_id is null
