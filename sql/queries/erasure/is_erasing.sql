-- Whether a run is erasing now, or goes on by itself.
select exists (select from coditect_ops.runs where job in ('gdpr-purge', 'erasure-replay') and (outcome = 'running' or retry_at is not null))
