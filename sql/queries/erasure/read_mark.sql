-- The latest end of the ledger outside that was remembered in this way.
select segment, sequence, hash from coditect_ops.ledger_marks where kind = :kind order by segment desc limit 1
