-- The layout that everybody writes: full pages and a partial index over the active licenses, so that no flip is heap-only.
alter table coditect_shared.licenses set (fillfactor = 100);
drop index coditect_shared.licenses_by_end;
create index licenses_due on coditect_shared.licenses (expires_at) where status = 'ACTIVE';
