-- Which of the names that came with an error are names of this database: whoever raises one may write anything in their place.
select
  (select format('%s.%s', n.nspname, c.relname)
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = cast(:schema as text) and c.relname = cast(:table as text)) as table_name,
  (select cast(:constraint as text)
    where exists (select from pg_catalog.pg_constraint k where k.conname = cast(:constraint as text))
      or exists (select from pg_catalog.pg_class i where i.relname = cast(:constraint as text) and i.relkind = 'i')) as constraint_name,
  (select format('%s.%s', n.nspname, p.proname)
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where p.oid = cast(to_regprocedure(cast(:function as text)) as oid)) as function_name
