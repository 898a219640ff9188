-- The latest end of the ledger outside that was seen.
select segment, sequence, hash from coditect_ops.ledger_marks where kind = 'seen' order by segment desc limit 1
