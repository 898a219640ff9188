-- Tries whether the server takes a row: a calendar of nobody's scheduler, in a transaction that is rolled back.
insert into coditect_ops.qrtz_calendars (sched_name, calendar_name, calendar) values ('check', cast(pg_backend_pid() as text), '')
