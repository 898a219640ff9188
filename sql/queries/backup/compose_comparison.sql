-- The statement that counts and fingerprints a table of a copy by tenant, apart for rows that the marker saw (0), may have seen (1:
-- written while it was taken, by a transaction that had ended or a part of one that had not) and cannot have seen (2).
-- A row's version is its transaction; one that lies beyond the copy's next is an old one that was frozen before numbers came round.
select format(
  'select coalesce(t.%2$I, ''00000000-0000-0000-0000-000000000000'') as organization_id, case'
  || ' when %3$s < %4$s::bigint - %5$s::bigint or %3$s >= %6$s::bigint - %5$s::bigint or t.xmin::text::bigint < 3 then 0'
  || ' when %3$s >= 0 then 2'
  || ' when pg_visible_in_snapshot((%5$s::bigint + %3$s)::text::xid8, %7$L::pg_snapshot) then 1 else 2 end as seen,'
  || ' count(*) as row_count, sum(hash_record_extended(row(%8$s), 0)) as fingerprint,'
  || ' sum(hash_record_extended(row(t.%2$I, %9$s), 1)) as identity, count(*) filter (where %10$s) as born_before,'
  || ' coalesce(sum(hash_record_extended(row(t.%2$I, %9$s), 1)) filter (where %10$s), 0) as born_identity,'
  || ' count(*) filter (where %12$s) as born_beside, max(%11$s) as touched_at'
  || ' from %1$s t group by 1, 2 order by 1, 2',
  cast(:name as text), cast(:tenant as text),
  format('((t.xmin::text::bigint - %s::bigint %% 4294967296 + 6442450944) %% 4294967296 - 2147483648)', pg_snapshot_xmax(s.snapshot)::text),
  pg_snapshot_xmin(s.snapshot)::text, pg_snapshot_xmax(s.snapshot)::text, pg_snapshot_xmax(pg_current_snapshot())::text, s.snapshot::text,
  cast(:expressions as text), cast(:keys as text),
  case when cast(:born as boolean) then format('t.created_at <= %L', cast(:taken_at as text)) else 'true' end,
  case when cast(:touched as boolean) then 't.updated_at' else 'null::timestamptz' end,
  case when cast(:born as boolean) then format('t.created_at > %1$L::timestamptz - interval ''5 minutes'' and t.created_at <= %1$L', cast(:taken_at as text))
    else 'true' end) as statement
from (select cast(:snapshot as pg_snapshot) as snapshot) s
