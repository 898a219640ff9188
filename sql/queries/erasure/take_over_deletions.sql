-- Takes deletions of the ledger outside over into the one inside, when nobody of them is there any more. An entry does not
-- say whether it counts by what was done. All do that were lost where this database itself counts so, as they are younger; else those from
-- the first on that says changed, untied or kept.
with by_effect as (
  select exists (
      select from coditect_ops.erasures e join coditect_ops.erasure_deletions d on d.deletion = e.deletion
      where e.by_effect and d.run_id is not null) as always,
    (select min(r.entry) from coditect_ops.erasure_replay r
      where r.run_id = :run_id and cast(r.counts as text) ~ '"(changed|untied|kept)_') as since
),
page as (
  select p.deletion, min(p.subject_key) as subject_key, min(p.segment) as segment, count(*) as subjects, max(p.entry) as last_entry
  from coditect_ops.erasure_replay p
  where p.run_id = :run_id
    and not exists (select from coditect_ops.erasure_deletions d where d.deletion = p.deletion)
  group by p.deletion
  having bool_and(p.committed) and not bool_or(p.remains)
  order by p.deletion
  limit :most
),
total as (
  select s.deletion, jsonb_object_agg(s.table_name, s.rows) as counts
  from (
    select p.deletion, c.key as table_name, sum(cast(c.value as bigint)) as rows
    from coditect_ops.erasure_replay p
      join page on page.deletion = p.deletion
      cross join lateral jsonb_each_text(p.counts) as c (key, value)
    group by p.deletion, c.key) s
  group by s.deletion
),
deletions as (
  insert into coditect_ops.erasure_deletions (deletion, subject_key, segment, subjects, counts)
  select page.deletion, page.subject_key, page.segment, page.subjects, coalesce(total.counts, cast('{}' as jsonb))
  from page left join total on total.deletion = page.deletion
),
subjects as (
  insert into coditect_ops.erasures
    (deletion, subject_key, subject_hash, organization_id, request_id, ground, due_at, erased_at, counts, by_effect)
  select p.deletion, p.subject_key, p.subject_hash, p.organization_id, p.request_id, p.ground, p.due_at, p.intended_at, p.counts,
    b.always or coalesce(page.last_entry >= b.since, false)
  from coditect_ops.erasure_replay p join page on page.deletion = p.deletion cross join by_effect b
)
select count(*) from page
