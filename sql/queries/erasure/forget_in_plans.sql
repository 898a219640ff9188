-- Takes people who are being erased out of every page of a plan, but for one run that removes its page itself.
update coditect_ops.erasure_plan p
set user_ids = (select array_agg(case when u.id = any (cast(:ids as uuid[])) then null else u.id end order by u.place)
  from unnest(p.user_ids) with ordinality as u (id, place))
where p.run_id is distinct from cast(:but as uuid) and p.kind = 'people' and p.user_ids && cast(:ids as uuid[])
