-- Takes people who are being erased out of the pages of other runs.
update coditect_ops.erasure_plan p
set user_ids = (select array_agg(case when u.id = any (cast(:ids as uuid[])) then null else u.id end order by u.place)
  from unnest(p.user_ids) with ordinality as u (id, place))
where p.run_id <> :run_id and p.kind = 'people' and p.user_ids && cast(:ids as uuid[])
