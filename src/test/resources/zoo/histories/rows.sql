insert into coditect_shared.documents (id, organization_id, author_id, title) values
  (zoo_id('of-ann-1'), zoo_id('acme'), zoo_id('ann'), 'canary-ann-30'),
  (zoo_id('of-ann-2'), zoo_id('acme'), zoo_id('ann'), 'canary-ann-31'),
  (zoo_id('of-bob'), zoo_id('acme'), zoo_id('bob'), 'canary-bob-30'),
  (zoo_id('of-cyd'), zoo_id('coil'), zoo_id('cyd'), 'canary-cyd-30');
insert into coditect_shared.user_history (id, user_id, organization_id, was) values
  (zoo_id('was-ann'), zoo_id('ann'), zoo_id('acme'), '{"name": "canary-ann-40"}'),
  (zoo_id('was-bob'), zoo_id('bob'), zoo_id('acme'), '{"name": "canary-bob-40"}'),
  (zoo_id('was-cat'), zoo_id('cat'), zoo_id('coil'), '{"name": "canary-cat-40"}');
insert into coditect_shared.history (id, organization_id, table_name, row_id, person_id, was) values
  (zoo_id('draft-of-ann'), zoo_id('acme'), 'documents', zoo_id('of-ann-1'), zoo_id('ann'), '{"title": "canary-ann-50"}'),
  (zoo_id('draft-of-alf'), zoo_id('acme'), 'documents', zoo_id('of-alf'), zoo_id('alf'), '{"title": "canary-alf-50"}'),
  (zoo_id('draft-of-nobody'), zoo_id('coil'), 'documents', zoo_id('of-nobody'), null, '{"title": "canary-coil-50"}');
