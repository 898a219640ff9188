-- Writes one page of a plan.
insert into coditect_ops.erasure_plan (run_id, number, kind, organization_ids, user_ids, versions, grounds, request_ids, due_at, planned)
values (:run_id, :number, :kind, cast(:organizations as uuid[]), cast(:users as uuid[]), cast(:versions as xid[]),
  cast(:grounds as text[]), cast(:requests as uuid[]), cast(:due_at as timestamptz[]), cast(:planned as jsonb))
