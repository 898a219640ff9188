-- The statement that counts and fingerprints the entries of a book between two keys.
select format(
  'select count(*) as row_count, coalesce(sum(hash_record_extended(row(%3$s), 0)), 0) as fingerprint from %1$s t where t.%2$I between %4$s and %5$s',
  cast(:name as text), cast(:key as text), cast(:expressions as text), cast(:first as bigint), cast(:last as bigint)) as statement
