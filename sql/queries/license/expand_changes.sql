-- Turns each change of an organization (plan, zone) into one for each of its licenses that can be due because of it.
with taken as (
  delete from coditect_ops.license_changes
  where id in (
    select id from coditect_ops.license_changes
    where license_id is null
      and (cast(:organization as uuid) is null or organization_id = cast(:organization as uuid))
    for update skip locked)
  returning organization_id
)
insert into coditect_ops.license_changes (organization_id, license_id)
select l.organization_id, l.id
from coditect_shared.licenses l
where l.organization_id in (select organization_id from taken)
  and case l.status
    when 'ACTIVE' then l.expires_at <= cast(:horizon as timestamptz)
    when 'GRACE' then true
    when 'EXPIRED' then coalesce(l.expires_at, 'infinity') > cast(:graces as timestamptz)
    else false
  end;
