-- Whether the ledger outside knows of an erasure that this database does not, be it by a request that nobody here has heard of.
select exists (select from coditect_ops.erasure_replay where committed)
  or exists (select from coditect_ops.erasure_replay p where p.request_id is not null
    and not exists (select from coditect_ops.erasure_requests r where r.id = p.request_id))
