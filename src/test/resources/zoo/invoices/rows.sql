insert into coditect_shared.invoices (id, organization_id, user_id, billed_to, net, tax)
select zoo_id('invoice-' || n || '-of-' || split_part(u.email, '-', 2)), u.organization_id, u.id, 'canary-' || split_part(u.email, '-', 2) || '-' || 60 + n, 100, 19
from coditect_shared.users u cross join generate_series(1, 2) as n;
insert into coditect_shared.invoice_lines (id, invoice_id, what)
select zoo_id('line-of-' || split_part(u.email, '-', 2)), zoo_id('invoice-1-of-' || split_part(u.email, '-', 2)), 'A month'
from coditect_shared.users u;
insert into coditect_shared.payment_methods (id, user_id, last_four)
select zoo_id('card-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-70' from coditect_shared.users u;
