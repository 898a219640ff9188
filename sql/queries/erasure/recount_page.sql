-- Says anew what a page is planned to take.
update coditect_ops.erasure_plan set planned = cast(:planned as jsonb) where run_id = :run_id and number = :number
