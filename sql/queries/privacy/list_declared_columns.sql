-- Which of the worker's own columns say nothing about a person, as the version knows that migrated last.
select relation, columns
from coditect_ops.declared_columns
order by relation
