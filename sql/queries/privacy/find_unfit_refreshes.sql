-- Which of these views the function that is to make each anew cannot, with the statements that cure it.
with wanted as (
  select w.view_name, w.function_name, w.column_name,
    format('%I.%I', split_part(w.view_name, '.', 1), split_part(w.view_name, '.', 2)) as view_shown,
    format('%I.%I', split_part(w.function_name, '.', 1), split_part(w.function_name, '.', 2)) as function_shown
  from unnest(cast(:views as text[]), cast(:functions as text[]), cast(:columns as text[])) as w (view_name, function_name, column_name)
),
found as (
  select w.*, c.oid as view, c.relkind, c.relowner, f.oid as function, f.prosecdef, f.proowner,
    -- Concurrently goes with a unique index on columns of every row, once the view has been filled.
    case when c.relispopulated and exists (
      select from pg_catalog.pg_index i
      where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null) then 'concurrently ' else '' end as manner
  from wanted w
    left join pg_catalog.pg_class c on c.oid = to_regclass(w.view_shown)
    left join pg_catalog.pg_proc f on f.oid = to_regprocedure(w.function_shown || '()')
),
said as (
  select view_name, 1 as number, 'The map has ' || view_name || ' made anew, and it is no materialized view.' as what,
    'Remove "refresh", and say what becomes of its columns.' as cure
  from found where view is not null and relkind <> 'm'
  union all
  select view_name, 2, format('The function that makes %s anew is missing: %s().', view_name, function_name),
    format('As the owner of the view: create function %s() returns void language sql security definer set search_path = pg_catalog'
      || ' as ''refresh materialized view %s%s''; grant execute on function %s() to coditect_system;', function_shown, manner, view_shown, function_shown)
  from found where relkind = 'm' and function is null
  union all
  select view_name, 3, format('The function that makes %s anew runs with the rights of the worker, who does not own it: %s().', view_name, function_name),
    format('alter function %s() security definer set search_path = pg_catalog;', function_shown)
  from found where relkind = 'm' and not prosecdef
  union all
  select view_name, 4, format('The owner of %s() does not own %s, and only an owner may make it anew.', function_name, view_name),
    format('alter function %s() owner to %I;', function_shown, pg_get_userbyid(relowner))
  from found where relkind = 'm' and prosecdef and not pg_has_role(proowner, relowner, 'usage')
  union all
  select view_name, 5, format('The worker may not call the function that makes %s anew: %s().', view_name, function_name),
    format('grant execute on function %s() to coditect_system;', function_shown)
  from found where relkind = 'm' and not has_function_privilege(function, 'execute')
  union all
  select view_name, 6, format('The view %s has no column %s that the worker may read.', view_name, column_name),
    format('grant select (%I) on %s to coditect_system;', column_name, view_shown)
  from found
  where relkind = 'm' and column_name <> '' and not coalesce((
    select has_column_privilege(view, a.attnum, 'select') from pg_catalog.pg_attribute a where a.attrelid = view and a.attname = column_name and not a.attisdropped), false)
)
select view_name, what, cure from said order by view_name, number
