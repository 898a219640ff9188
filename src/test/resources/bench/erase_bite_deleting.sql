-- The best chunk found: the next thousand by index, their projects, and a counted ledger row each, in one statement.
with due as materialized (
  select u.id, u.organization_id, u.deleted_at
  from coditect_shared.users u
  where (u.deleted_at, u.id) > (cast(? as timestamptz), cast(? as uuid)) and u.deleted_at <= cast(? as timestamptz) - interval '3 months'
  order by u.deleted_at, u.id
  limit 1000
),
taken as (
  delete from coditect_shared.projects p using due d where p.owner_id = d.id and p.organization_id = d.organization_id returning p.owner_id
),
counted as (
  select owner_id, count(*) as n from taken group by owner_id
),
gone as (
  delete from coditect_shared.users u using due d where u.id = d.id returning u.id
),
written as (
  insert into coditect_ops.erasures (deletion, subject_key, subject_hash, organization_id, ground, due_at, erased_at, counts)
  select cast(? as uuid), 'raw', sha256(uuid_send(d.id)), d.organization_id, 'retention-ended', d.deleted_at + interval '90 days', now(),
    jsonb_build_object('coditect_shared.users', 1, 'coditect_shared.projects', c.n)
  from gone g join due d using (id) left join counted c on c.owner_id = g.id
)
select deleted_at, id from due order by deleted_at desc, id desc limit 1
