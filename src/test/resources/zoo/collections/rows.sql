insert into coditect_shared.boards (id, organization_id, owner_id, watchers, details, title) values
  (zoo_id('board-of-ann'), zoo_id('acme'), zoo_id('ann'), array[zoo_id('ann'), zoo_id('alf')], null, 'canary-ann-30'),
  (zoo_id('watched'), zoo_id('acme'), zoo_id('alf'), array[zoo_id('alf'), zoo_id('ann'), null, zoo_id('amy')], null, 'canary-annsees-30'),
  (zoo_id('reviewed'), zoo_id('acme'), zoo_id('alf'), '{}', jsonb_build_object('reviewer', jsonb_build_object('id', zoo_id('ann'), 'at', 'x')), 'canary-annsees-31'),
  (zoo_id('led'), zoo_id('acme'), zoo_id('alf'), '{}', jsonb_build_object('lead', zoo_id('ann')), 'canary-annsees-32'),
  (zoo_id('members'), zoo_id('acme'), zoo_id('alf'), '{}', jsonb_build_object('members', jsonb_build_array(upper(cast(zoo_id('ann') as text)), 7, zoo_id('alf'))), 'canary-annsees-33'),
  (zoo_id('by'), zoo_id('acme'), zoo_id('alf'), '{}', jsonb_build_object('by', zoo_id('ann')), 'canary-annsees-34'),
  (zoo_id('of-bob'), zoo_id('acme'), zoo_id('bob'), array[zoo_id('bob')], jsonb_build_object('reviewer', zoo_id('bob'), 'members', zoo_id('ann')), 'canary-bob-30'),
  (zoo_id('odd-1'), zoo_id('acme'), zoo_id('alf'), '{}', '[]', 'canary-alf-30'),
  (zoo_id('odd-2'), zoo_id('acme'), zoo_id('alf'), '{}', '{"reviewer": {"id": 17}, "lead": null, "members": {}}', 'canary-alf-31'),
  (zoo_id('of-coil'), zoo_id('coil'), null, array[zoo_id('cyd'), zoo_id('cat')], null, 'canary-coil-30');
insert into coditect_shared.mentions (id, organization_id, people, words) values
  (zoo_id('of-ann-and-alf'), zoo_id('acme'), jsonb_build_array(zoo_id('ann'), zoo_id('alf')), 'canary-ann-40'),
  (zoo_id('of-alf'), zoo_id('acme'), jsonb_build_array(zoo_id('alf')), 'canary-alf-40'),
  (zoo_id('of-cat'), zoo_id('coil'), jsonb_build_array(zoo_id('cat')), 'canary-cat-40');
