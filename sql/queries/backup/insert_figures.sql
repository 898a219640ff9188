-- Keeps rows and fingerprints of some tenants.
insert into coditect_ops.backup_marker_figures (marker, table_name, organization_id, row_count, fingerprint, identity)
select :marker, f.* from unnest(cast(:tables as text[]), cast(:organizations as uuid[]), cast(:rows as bigint[]), cast(:fingerprints as numeric[]),
  cast(:identities as numeric[])) f
