-- Puts licenses back on the list, for a run that decides by a later or an earlier instant.
insert into coditect_ops.license_changes (organization_id, license_id)
select organization_id, id from coditect_shared.licenses where id = any (cast(:ids as uuid[]));
