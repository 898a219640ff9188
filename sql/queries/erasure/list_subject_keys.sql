-- The names of the keys that anything here was hashed with.
select subject_key from coditect_ops.erasure_deletions
union
select email_key from coditect_ops.holds where email_key is not null
