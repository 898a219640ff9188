-- A billing schema beside the tenants': customers, who are organizations; contacts; invoices that the law has kept.
create table billing.customers (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  note text
);
create index on billing.customers (organization_id);
create table billing.contacts (
  id uuid primary key,
  customer_id uuid not null references billing.customers (id),
  user_id uuid not null references coditect_shared.users (id),
  phone text
);
create index on billing.contacts (customer_id);
create index on billing.contacts (user_id);
create table billing.invoices (
  id uuid primary key,
  customer_id uuid not null references billing.customers (id),
  approved_by uuid references coditect_shared.users (id) on delete set null,
  billed_to text
);
create index on billing.invoices (customer_id);
create index on billing.invoices (approved_by);
alter table billing.invoices enable row level security;
alter table billing.invoices force row level security;
create policy system_sees_every_tenant on billing.invoices for all to coditect_system using (true) with check (true);
