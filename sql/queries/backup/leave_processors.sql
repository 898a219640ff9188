-- Keeps this transaction to one processor of the server: the others are the tenants'.
select set_config('max_parallel_workers_per_gather', '0', true)
