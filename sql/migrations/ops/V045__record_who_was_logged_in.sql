-- Beside each name that somebody states stands the login in the database that it was stated with, which with IAM is a person's or a
-- service account's. A default that is set after the column was added speaks for the rows to come only: nobody knows it of those before.
alter table coditect_ops.runs add column started_as text, add column approved_as text;
alter table coditect_ops.runs alter column started_as set default session_user;
alter table coditect_ops.destruction_changes add column changed_as text;
alter table coditect_ops.destruction_changes alter column changed_as set default session_user;
alter table coditect_ops.holds add column placed_as text, add column released_as text;
alter table coditect_ops.holds alter column placed_as set default session_user;
alter table coditect_ops.erasure_requests add column recorded_as text, add column extended_as text;
alter table coditect_ops.erasure_requests alter column recorded_as set default session_user;
alter table coditect_ops.export_requests add column recorded_as text, add column delivered_as text, add column retried_as text;
alter table coditect_ops.export_requests alter column recorded_as set default session_user;
alter table coditect_ops.ledger_roles add column said_as text;
alter table coditect_ops.ledger_roles alter column said_as set default session_user;

comment on column coditect_ops.runs.started_as is 'session_user when the run was recorded; beside started_by, which is what somebody said';
comment on column coditect_ops.runs.approved_as is 'session_user and the operating system''s name of who approved';
