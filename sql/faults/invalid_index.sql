-- Tells the server not to use an index.
update pg_catalog.pg_index set indisvalid = false where indexrelid = 'coditect_shared.users_by_license'::regclass
