-- Whether the server has this extension to offer.
select exists (select from pg_catalog.pg_available_extensions e where e.name = :name) as available
