-- Whether the server behind this session has a login that a drill made for its copy.
select exists (select from pg_catalog.pg_roles where rolname = cast(:login as name)) as there
