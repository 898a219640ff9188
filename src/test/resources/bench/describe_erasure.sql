-- What a contestant left behind, in one line; equal lines mean equal effects.
select concat_ws(' ',
  (select 'users=' || count(*) || '#' || sum(hashtext(username)) from coditect_shared.users),
  (select 'projects=' || count(*) || '#' || sum(hashtext(p.slug || u.username))
    from coditect_shared.projects p join coditect_shared.users u on u.id = p.owner_id),
  (select 'ledger=' || count(*) || '/' || sum(cast(counts ->> 'coditect_shared.users' as bigint)) || '/'
    || sum(cast(coalesce(counts ->> 'changed_coditect_shared.projects', counts ->> 'coditect_shared.projects') as bigint)) from coditect_ops.erasures),
  (select string_agg(table_name || '.' || action || '=' || n, ',' order by table_name, action)
    from (select table_name, action, count(*) as n from coditect_ops.audit_log group by table_name, action) a))
