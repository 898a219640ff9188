-- What the server knows itself by, made when its data directory was; a copy of that directory has the same.
select s.system_identifier from pg_control_system() s
