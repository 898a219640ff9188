-- The sequences of both schemas that have been used, as far as this session may read them.
select format('%I.%I', s.schemaname, s.sequencename) as name, s.last_value
from pg_catalog.pg_sequences s
where s.schemaname in ('coditect_shared', 'coditect_ops') and s.last_value is not null
