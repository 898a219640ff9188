-- From now on these successes are waited for; what is known already keeps its instant.
insert into coditect_ops.expected_successes (label)
select wanted.label
from unnest(cast(:labels as text[]), cast(:parameters as text[])) as wanted (label, parameters)
on conflict do nothing
