-- Writes the statement that reads a person or an organization by its key, with its own addresses.
select format('select array_remove(array[%s], null) as own from %I.%I where %I = %L',
  coalesce((select string_agg(format('cast(%I as text)', c.name), ', ') from unnest(cast(:columns as text[])) as c (name)), 'cast(null as text)'),
  split_part(cast(:table as text), '.', 1), split_part(cast(:table as text), '.', 2), cast(:key as text), cast(:id as uuid)) as statement
