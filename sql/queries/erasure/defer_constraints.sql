-- Lets whatever can be deferred wait, as at the beginning of a transaction.
set constraints all deferred
