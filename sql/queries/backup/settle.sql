-- Says something to the statements that follow in this transaction.
select set_config(:name, :value, true)
