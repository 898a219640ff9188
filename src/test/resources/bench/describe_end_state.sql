-- What a contestant left behind, in one line; equal lines mean equal effects.
select concat_ws(' ',
  (select string_agg(status || '=' || n, ',' order by status)
    from (select status, count(*) as n from coditect_shared.licenses group by status) s),
  (select string_agg(stage || '/' || announced || '=' || n, ',' order by stage, announced)
    from (select stage, announced, count(*) as n from coditect_ops.license_stages group by stage, announced) s),
  (select 'stages#' || sum(hashtext(concat(license_id, expires_at, stage, organization_id, due_at))) from coditect_ops.license_stages),
  (select 'outbox=' || count(*) || '#' || sum(hashtext(concat(event_id, type, ordering_key, occurred_at, data - 'processedAt')))
    from coditect_ops.outbox where type like 'ai.coditect.license.%'),
  (select 'audit=' || count(*) || '#' || sum(hashtext(concat(row_id, organization_id, old_state, new_state, changed_columns)))
    from coditect_ops.audit_log where table_name = 'licenses'))
