-- Has a request tried again now, if whom it names is still there.
update coditect_ops.export_requests r
set state = 'requested', retry_at = cast(:now as timestamptz), retried_at = cast(:now as timestamptz), retried_by = :by, retried_as = session_user,
  attempts = case when r.state = 'failed' then 0 else r.attempts end,
  reason = null, finished_at = null, run_id = null, announced = false
where r.id = :request
  and r.state in ('requested', 'failed')
  and case when r.whole_organization then exists (select from coditect_shared.organizations o where o.id = r.organization_id)
    else exists (select from coditect_shared.users u where u.id = r.user_id) end
