-- How many licenses end within these ranges, counted by index and only up to a limit, and what is a big share of all.
select
  (select count(*) from (
    select
    from unnest(cast(:after as timestamptz[]), cast(:until as timestamptz[])) as r (after, until)
    join coditect_shared.licenses l on l.expires_at > r.after and l.expires_at <= r.until
    limit :most) c) as candidates,
  (select cast(greatest(reltuples, 0) as bigint) from pg_class where oid = cast('coditect_shared.licenses' as regclass)) as licenses;
