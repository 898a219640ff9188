-- The drill of this id.
select d.*, (extract(epoch from d.rpo) * 1000000)::bigint as rpo_micros, (extract(epoch from d.rto) * 1000000)::bigint as rto_micros
from coditect_ops.drills d
where id = :id
