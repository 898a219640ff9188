-- Drills that started in a span of time, the newest first.
select d.*, (extract(epoch from d.rpo) * 1000000)::bigint as rpo_micros, (extract(epoch from d.rto) * 1000000)::bigint as rto_micros
from coditect_ops.drills d
where started_at >= :since and started_at < :until
order by started_at desc, id limit :most
