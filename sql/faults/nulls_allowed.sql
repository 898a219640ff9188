-- Lets a license be without a key.
alter table coditect_shared.licenses alter column license_key drop not null
