-- Beside the name that is stated stands the login in the database with which a store's answers were waived.
-- Run as coditect_owner.

alter table coditect_ops.erasure_propagations add column waived_as text;
comment on column coditect_ops.erasure_propagations.waived_as is 'session_user when the answer was waived; beside waived_by, which is what somebody said';
