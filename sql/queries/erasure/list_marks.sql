-- Ends of the ledger outside that were remembered, after a segment, in order.
select segment, sequence, hash from coditect_ops.ledger_marks
where segment > :after
order by segment
fetch first :most rows with ties
