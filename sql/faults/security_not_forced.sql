-- Lets the owner of the licenses see every tenant.
alter table coditect_shared.licenses no force row level security
