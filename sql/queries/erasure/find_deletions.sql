-- Which of these deletions have happened here, with their counts.
select deletion, counts from coditect_ops.erasure_deletions where deletion = any (cast(:deletions as uuid[]))
