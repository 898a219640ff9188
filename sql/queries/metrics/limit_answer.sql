-- A metric file's statement as a query of which no more than so many rows are wanted.
select format(e'select * from (\n%s\n) answer limit %s', cast(:statement as text), cast(:most as integer)) as statement
