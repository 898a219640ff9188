-- Which extensions does this database have?
select extname
from pg_extension
order by extname
