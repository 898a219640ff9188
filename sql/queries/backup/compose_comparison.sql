-- The statement that counts and fingerprints a table of a copy by tenant, in parts: rows that the marker saw (0), may have seen (1: written
-- while it was taken, by a transaction that had ended or a part of one that had not) and cannot have seen: made after the marker (2),
-- shortly before it or nobody knows when (3), and earlier (4).
-- A row's version is its transaction's number, 32 bits of it on a circle; what lies outside the arc from the marker's oldest running
-- transaction to the one next in :now, the copy's, was seen, or is an old version that was frozen before numbers came round. Numbers are compared as the
-- four bytes that they are sent as: they have no order of their own, and as text they cost as much as all the hashes. 0 to 2 are nobody's.
with snapshot as (
  select pg_snapshot_xmin(s)::text::bigint as oldest, pg_snapshot_xmax(s)::text::bigint as beyond,
    pg_snapshot_xmax(cast(:now as pg_snapshot))::text::bigint as next, s::text as text
  from (select cast(:snapshot as pg_snapshot)) given (s)
),
arcs as (
  select name, case
      when until <= first then 'false'
      when first % 4294967296 < until % 4294967296 then format('xidsend(t.xmin) >= %L::bytea and xidsend(t.xmin) < %L::bytea', low, high)
      else format('(xidsend(t.xmin) >= %L::bytea or xidsend(t.xmin) >= %L::bytea and xidsend(t.xmin) < %L::bytea)', low, '\x00000003', high)
    end as condition
  from snapshot
    cross join lateral (values ('unseen', beyond, next), ('doubtful', oldest, next)) arc (name, first, until)
    cross join lateral (values ('\x' || lpad(to_hex(greatest(first % 4294967296, 3)), 8, '0'),
      '\x' || lpad(to_hex(until % 4294967296), 8, '0'))) bounds (low, high)
)
select format(
  'select coalesce(t.%2$I, ''00000000-0000-0000-0000-000000000000'') as organization_id, case when %3$s then case when %4$s then %5$s'
  || ' when pg_visible_in_snapshot((%6$s + (t.xmin::text::bigint - %6$s %% 4294967296 + 6442450944) %% 4294967296 - 2147483648)::text::xid8,'
  || ' %7$L::pg_snapshot) then 1 else %5$s end else 0 end as part,'
  || ' count(*) as row_count, sum(%8$s) as fingerprint, bit_xor(%9$s) as identity, max(%10$s) as touched_at'
  || ' from %1$s t group by 1, 2 order by 1, 2',
  cast(:name as text), cast(:tenant as text), (select condition from arcs where name = 'doubtful'),
  (select condition from arcs where name = 'unseen'),
  case when cast(:born as boolean) then format(
      'case when t.created_at > %1$L::timestamptz then 2 when t.created_at > %2$L::timestamptz then 3 else 4 end',
      cast(:taken_at as text), cast(:taken_at as timestamptz) - interval '5 minutes')
    else '3' end,
  s.beyond::text || '::bigint', s.text, cast(:expressions as text), cast(:keys as text),
  case when cast(:touched as boolean) then 't.updated_at' else 'null::timestamptz' end) as statement
from snapshot s
