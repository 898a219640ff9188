-- Whether a copy of the whole organization is asked for and not made yet.
select exists (
  select from coditect_ops.export_requests
  where organization_id = :organization and whole_organization and state in ('requested', 'running'))
