-- Erasures that other stores have not acknowledged, by their last word, and how late the latest of them are.
with open as materialized (
  select coalesce(p.outcome, 'none') as answer, p.deadline from coditect_ops.erasure_propagations p where not p.settled
)
select 'store_answers_open' as figure, answer, cast(count(*) as double precision) as value from open group by answer
union all
select 'store_answers_overdue', null, count(*) from open where deadline <= cast(:now as timestamptz)
union all
select 'store_answer_most_late', null, greatest(0, coalesce(extract(epoch from cast(:now as timestamptz) - min(deadline)), 0)) from open
