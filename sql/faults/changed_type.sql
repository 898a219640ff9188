-- Narrows a column.
alter table coditect_shared.users alter column full_name type varchar(500)
