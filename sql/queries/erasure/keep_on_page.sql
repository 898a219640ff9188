-- Leaves on a page only these people, each in their place.
update coditect_ops.erasure_plan p
set user_ids = (select array_agg(case when u.id = any (cast(:ids as uuid[])) then u.id end order by u.place)
  from unnest(p.user_ids) with ordinality as u (id, place))
where p.run_id = :run_id and p.number = :number
