-- Puts the licenses of these events on the list, in one order whoever writes, and answers which events, from 1, name a license of
-- another organization.
with event as (
  select * from unnest(cast(:event_ids as text[]), cast(:organizations as uuid[]), cast(:licenses as uuid[]))
    with ordinality as e (event_id, organization_id, license_id, number)
),
known as (
  select e.*
  from event e
  join coditect_shared.licenses l on l.id = e.license_id and l.organization_id = e.organization_id
),
noted as (
  insert into coditect_ops.license_changes (organization_id, license_id, event_id)
  select organization_id, license_id, event_id from known
  order by event_id
  on conflict (event_id) do nothing
)
select number from event where number not in (select number from known)
order by number;
