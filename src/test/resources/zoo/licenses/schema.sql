-- The platform's own licenses in eight partitions by tenant, as a house with many of them might have them.
alter table coditect_shared.users drop constraint users_hold_a_license_of_their_organization;
alter table coditect_shared.licenses rename to plain_licenses;
create table coditect_shared.licenses (
  like coditect_shared.plain_licenses including defaults including constraints,
  primary key (organization_id, id),
  constraint partitioned_licenses_have_an_organization foreign key (organization_id) references coditect_shared.organizations (id) on delete restrict
) partition by hash (organization_id);
drop table coditect_shared.plain_licenses;
do $$ begin for n in 0 .. 7 loop
  execute format('create table coditect_shared.licenses_%s partition of coditect_shared.licenses for values with (modulus 8, remainder %s)', n, n);
end loop; end $$;
create index licenses_by_end on coditect_shared.licenses (expires_at, id);
alter table coditect_shared.users add constraint users_hold_a_license_of_their_organization foreign key (organization_id, license_id)
  references coditect_shared.licenses (organization_id, id) on delete set null (license_id);
alter table coditect_shared.licenses enable row level security;
alter table coditect_shared.licenses force row level security;
create policy system_sees_every_tenant on coditect_shared.licenses for all to coditect_system using (true) with check (true);
grant select (id, organization_id, license_key, status, activation_count, max_activations, features, issued_at, expires_at, created_at, updated_at, ctid, tableoid, xmin),
  update (status), delete on coditect_shared.licenses to coditect_system;
create trigger touch_updated_at before update on coditect_shared.licenses
  for each row execute function coditect_shared.touch_updated_at();
create trigger note_new_licenses after insert on coditect_shared.licenses
  referencing new table as new_rows for each statement execute function coditect_ops.note_new_licenses();
create trigger note_changed_licenses after update on coditect_shared.licenses
  referencing old table as old_rows new table as new_rows for each statement execute function coditect_ops.note_changed_licenses();
create trigger audit_licenses after update on coditect_shared.licenses
  referencing old table as old_rows new table as new_rows for each statement execute function coditect_ops.audit_licenses();
create trigger audit_deletions after delete on coditect_shared.licenses
  referencing old table as old_rows for each statement execute function coditect_ops.audit_rows();
