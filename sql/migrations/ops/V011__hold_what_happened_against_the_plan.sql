-- Executed is compared with planned, and a row that cannot go leaves only itself. Run as coditect_owner.

alter table coditect_ops.erasure_plan
  -- What each candidate of the page is to lose, by table: numbers in the order of the page. Null where an earlier version planned.
  add column planned jsonb;

alter table coditect_ops.erasure_left
  add column request_id uuid,
  -- What kept a row: names of the schema, never a value.
  add column sqlstate text,
  add column table_name text,
  add column constraint_name text,
  add column function_name text,
  drop constraint reasons_to_leave_are_known,
  add constraint reasons_to_leave_are_known
    check (reason in ('changed', 'held', 'no-owner-to-take-over', 'export-open', 'something-held', 'cannot-be-deleted'));
