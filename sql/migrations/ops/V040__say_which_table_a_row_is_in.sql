-- A place in a file is one of a single table: rows of partitions are known by their table and their place in it. Run as coditect_owner.

grant select (tableoid) on coditect_shared.organizations, coditect_shared.users, coditect_shared.licenses, coditect_shared.projects to coditect_system;

-- Whether the counts say apart what was deleted, changed, untied and kept: an earlier version had one count a table.
alter table coditect_ops.erasures add column by_effect boolean not null default false;

alter table coditect_ops.erasure_left
  drop constraint reasons_to_leave_are_known,
  add constraint reasons_to_leave_are_known
    check (reason in ('changed', 'held', 'no-owner-to-take-over', 'export-open', 'something-held', 'cannot-be-deleted', 'rows-of-others'));
