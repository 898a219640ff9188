-- What a contestant left behind, in one line; equal lines mean equal effects.
select concat_ws(' ',
  (select string_agg(status || '=' || n, ',' order by status)
    from (select status, count(*) as n from coditect_shared.licenses group by status) s),
  (select string_agg(concat(stage, '/', notice_days, '=', n), ',' order by stage, notice_days)
    from (select stage, notice_days, count(*) as n from coditect_ops.license_progress group by stage, notice_days) s),
  (select 'progress#' || sum(hashtext(concat(license_id, expires_at, stage, notice_days, organization_id, due_at, told)))
    from coditect_ops.license_progress),
  (select 'outbox=' || count(*) || '#' || sum(hashtext(concat(event_id, type, ordering_key, occurred_at, data - 'processedAt')))
    from coditect_ops.outbox where type like 'ai.coditect.license.%'),
  (select 'audit=' || count(*) || '#' || sum(hashtext(concat(row_id, organization_id, old_state, new_state, changed_columns)))
    from coditect_ops.audit_log where table_name = 'licenses'))
