-- Requests for copies that were ever recorded.
select count(*) from coditect_ops.export_requests
