-- The statement that counts and fingerprints a table of a copy by tenant, apart for rows that the marker saw (0), may have seen (1:
-- written while it was taken, by a transaction that had ended or a part of one that had not) and cannot have seen (2), and again apart for
-- rows that were made after the marker (0), shortly before it or nobody knows when (1), and earlier (2).
-- A row's version is its transaction; one that lies beyond the copy's next is an old one that was frozen before numbers came round.
select format(
  'select coalesce(t.%2$I, ''00000000-0000-0000-0000-000000000000'') as organization_id, case'
  || ' when %3$s < %4$s::bigint - %5$s::bigint or %3$s >= %6$s::bigint - %5$s::bigint or t.xmin::text::bigint < 3 then 0'
  || ' when %3$s >= 0 then 2'
  || ' when pg_visible_in_snapshot((%5$s::bigint + %3$s)::text::xid8, %7$L::pg_snapshot) then 1 else 2 end as seen, %10$s as born,'
  || ' count(*) as row_count, sum(%8$s) as fingerprint,'
  || ' bit_xor(%9$s) as identity, max(%11$s) as touched_at'
  || ' from %1$s t group by 1, 2, 3 order by 1, 2, 3',
  cast(:name as text), cast(:tenant as text),
  format('((t.xmin::text::bigint - %s::bigint %% 4294967296 + 6442450944) %% 4294967296 - 2147483648)', pg_snapshot_xmax(s.snapshot)::text),
  pg_snapshot_xmin(s.snapshot)::text, pg_snapshot_xmax(s.snapshot)::text, pg_snapshot_xmax(pg_current_snapshot())::text, s.snapshot::text,
  cast(:expressions as text), cast(:keys as text),
  case when cast(:born as boolean) then format(
      'case when t.created_at > %1$L::timestamptz then 0 when t.created_at > %2$L::timestamptz then 1 else 2 end',
      cast(:taken_at as text), cast(:taken_at as timestamptz) - interval '5 minutes')
    else '1' end,
  case when cast(:touched as boolean) then 't.updated_at' else 'null::timestamptz' end) as statement
from (select cast(:snapshot as pg_snapshot) as snapshot) s
