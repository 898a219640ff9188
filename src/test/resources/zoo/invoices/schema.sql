-- Billing as Stripe-backed products keep it: invoices stay by law, without their person; amounts are generated, currencies a domain.
create domain coditect_shared.currency as text check (value ~ '^[A-Z]{3}$');
create table coditect_shared.invoices (
  id uuid primary key,
  organization_id uuid not null references coditect_shared.organizations (id),
  user_id uuid not null,
  billed_to text,
  net integer not null,
  tax integer not null,
  gross integer generated always as (net + tax) stored,
  currency coditect_shared.currency not null default 'EUR'
);
create index on coditect_shared.invoices (user_id);
create index on coditect_shared.invoices (organization_id);
create table coditect_shared.invoice_lines (
  id uuid primary key,
  invoice_id uuid not null references coditect_shared.invoices (id),
  what text not null
);
create index on coditect_shared.invoice_lines (invoice_id);
create table coditect_shared.payment_methods (
  id uuid primary key,
  user_id uuid not null references coditect_shared.users (id) on delete cascade,
  last_four text not null
);
create index on coditect_shared.payment_methods (user_id);
