insert into billing.customers (id, organization_id, note) values
  (zoo_id('customer-acme'), zoo_id('acme'), 'canary-acme-30'), (zoo_id('customer-coil'), zoo_id('coil'), 'canary-coil-30');
insert into billing.contacts (id, customer_id, user_id, phone) values
  (zoo_id('contact-ann'), zoo_id('customer-acme'), zoo_id('ann'), 'canary-ann-40'),
  (zoo_id('contact-bob'), zoo_id('customer-acme'), zoo_id('bob'), 'canary-bob-40'),
  (zoo_id('contact-cyd'), zoo_id('customer-coil'), zoo_id('cyd'), 'canary-cyd-40');
insert into billing.invoices (id, customer_id, approved_by, billed_to) values
  (zoo_id('invoice-ann'), zoo_id('customer-acme'), zoo_id('ann'), 'canary-annsees-50'),
  (zoo_id('invoice-bob'), zoo_id('customer-acme'), zoo_id('bob'), 'canary-bob-50'),
  (zoo_id('invoice-cyd'), zoo_id('customer-coil'), zoo_id('cyd'), 'canary-cyd-50');
