-- Events by hash of the tenant as Citus-like products have them, an activity log by month, metrics in an inheritance tree.
create table coditect_shared.events (
  id bigint not null,
  organization_id uuid not null references coditect_shared.organizations (id),
  what text not null,
  primary key (organization_id, id)
) partition by hash (organization_id);
do $$ begin for n in 0 .. 7 loop
  execute format('create table coditect_shared.events_%s partition of coditect_shared.events for values with (modulus 8, remainder %s)', n, n);
end loop; end $$;
create table coditect_shared.activities (
  at timestamptz not null,
  organization_id uuid not null references coditect_shared.organizations (id),
  user_id uuid references coditect_shared.users (id),
  what text not null
) partition by range (at);
create table coditect_shared.activities_2025 partition of coditect_shared.activities for values from ('2025-01-01') to ('2026-01-01');
create table coditect_shared.activities_2026 partition of coditect_shared.activities for values from ('2026-01-01') to ('2027-01-01');
create table coditect_shared.activities_later partition of coditect_shared.activities default;
create index on coditect_shared.activities (user_id);
create index on coditect_shared.activities (organization_id);
create table coditect_shared.measurements (
  id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), value integer not null
);
create index on coditect_shared.measurements (organization_id);
create table coditect_shared.measurements_old (like coditect_shared.measurements including all);
alter table coditect_shared.measurements_old inherit coditect_shared.measurements;
