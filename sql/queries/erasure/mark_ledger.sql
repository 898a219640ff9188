-- Remembers an end of the ledger outside.
insert into coditect_ops.ledger_marks (kind, segment, sequence, hash)
values (:kind, :segment, :sequence, :hash)
on conflict do nothing
