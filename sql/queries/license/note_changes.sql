-- Puts the licenses of these events on the list and answers the events that name a license of another organization.
with event as (
  select * from unnest(cast(:event_ids as text[]), cast(:organizations as uuid[]), cast(:licenses as uuid[]))
    as e (event_id, organization_id, license_id)
),
known as (
  select e.*
  from event e
  join coditect_shared.licenses l on l.id = e.license_id and l.organization_id = e.organization_id
),
noted as (
  insert into coditect_ops.license_changes (organization_id, license_id, event_id)
  select organization_id, license_id, event_id from known
  on conflict (event_id) do nothing
)
select event_id from event where event_id not in (select event_id from known);
