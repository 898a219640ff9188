-- Whether the server behind this session has the login that a drill made on its copy.
select exists (select from pg_catalog.pg_roles where rolname = cast(:login as name)) as there
