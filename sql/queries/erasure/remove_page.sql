-- Removes a page that was worked through.
delete from coditect_ops.erasure_plan where run_id = :run_id and number = :number
