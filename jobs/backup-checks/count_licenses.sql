-- Licenses of every status: one run may end or reinstate any number of them at once.
select count(*) from coditect_shared.licenses
