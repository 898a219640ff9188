-- The system role: a policy of its own on every tenant table, and the least privileges that its jobs need.
-- PostgreSQL on Cloud SQL gives nobody BYPASSRLS; a permissive policy does the work.

create policy system_sees_every_tenant on coditect_shared.organizations for all to coditect_system using (true) with check (true);
create policy system_sees_every_tenant on coditect_shared.users for all to coditect_system using (true) with check (true);
create policy system_sees_every_tenant on coditect_shared.licenses for all to coditect_system using (true) with check (true);
create policy system_sees_every_tenant on coditect_shared.projects for all to coditect_system using (true) with check (true);

grant usage on schema coditect_shared, coditect_ops to coditect_system;

grant select (id, slug, plan, time_zone, deleted_at) on coditect_shared.organizations to coditect_system;
grant select (id, organization_id, status, expires_at, ctid), update (status) on coditect_shared.licenses to coditect_system;

grant select, insert, update on coditect_ops.runs to coditect_system;
grant select, insert, delete on coditect_ops.outbox to coditect_system;
grant select, insert on coditect_ops.rejected_events to coditect_system;
grant insert on coditect_ops.audit_log to coditect_system;
grant select, insert on coditect_ops.license_stages to coditect_system;
-- Locking rows to skip those that another worker holds asks for the right to update some column.
grant select, insert, update (recorded_at), delete on coditect_ops.license_changes to coditect_system;
grant select, update on coditect_ops.license_watermark to coditect_system;

grant select, insert, update, delete on
  coditect_ops.batch_job_instance,
  coditect_ops.batch_job_execution,
  coditect_ops.batch_job_execution_params,
  coditect_ops.batch_step_execution,
  coditect_ops.batch_step_execution_context,
  coditect_ops.batch_job_execution_context,
  coditect_ops.qrtz_job_details,
  coditect_ops.qrtz_triggers,
  coditect_ops.qrtz_simple_triggers,
  coditect_ops.qrtz_cron_triggers,
  coditect_ops.qrtz_simprop_triggers,
  coditect_ops.qrtz_blob_triggers,
  coditect_ops.qrtz_calendars,
  coditect_ops.qrtz_paused_trigger_grps,
  coditect_ops.qrtz_fired_triggers,
  coditect_ops.qrtz_scheduler_state,
  coditect_ops.qrtz_locks
  to coditect_system;
grant usage on sequence coditect_ops.batch_step_execution_seq, coditect_ops.batch_job_execution_seq, coditect_ops.batch_job_instance_seq to coditect_system;
