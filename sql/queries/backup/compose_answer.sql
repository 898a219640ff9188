-- A check file's statement as a query of which at most two rows are wanted.
select format(e'select * from (\n%s\n) answer limit 2', cast(:statement as text)) as statement
