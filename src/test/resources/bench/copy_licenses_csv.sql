-- Writes the licenses of the one organization as CSV to a file of the server, in the order of their ids.
copy (
  select id, organization_id, license_key, status, activation_count, max_activations, features, issued_at, expires_at, created_at, updated_at
  from coditect_shared.licenses
  where organization_id = (select id from coditect_shared.organizations)
  order by id
) to 'FILE' with (format csv, header);
