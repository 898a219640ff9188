-- The latest end of the ledger outside that was remembered before this segment.
select segment, sequence, hash from coditect_ops.ledger_marks where segment < :segment order by segment desc limit 1
