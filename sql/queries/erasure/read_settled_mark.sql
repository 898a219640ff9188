-- The latest end of the ledger outside up to which every intent that counts had its end: one that was remembered since the writer's
-- adoption, or before anything that counts only since then.
select segment, sequence, hash from coditect_ops.ledger_marks
where kind = 'settled' and (segment >= :since or segment < :before)
order by segment desc
limit 1
