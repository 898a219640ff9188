-- Which licenses end next after this key, within the range.
select id, expires_at
from coditect_shared.licenses
where (expires_at, id) > (cast(:after_end as timestamptz), cast(:after_id as uuid))
  and expires_at <= cast(:until as timestamptz)
order by expires_at, id
limit :most;
