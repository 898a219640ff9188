-- Requests for erasure that were ever recorded.
select count(*) from coditect_ops.erasure_requests
