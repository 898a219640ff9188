-- Lets a join of keys keep one side of it in memory: of what the server takes its cache for, a sixty-fourth, and no more than 64 MB.
select set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')),
  least(pg_size_bytes(current_setting('effective_cache_size')) / 64, 67108864)) / 1024 || 'kB', true)
