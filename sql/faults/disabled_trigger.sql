-- Switches off the audit of licenses.
alter table coditect_shared.licenses disable trigger audit_licenses
