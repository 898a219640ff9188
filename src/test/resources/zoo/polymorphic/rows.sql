insert into coditect_shared.comments (id, organization_id, author_id, commentable_type, commentable_id, body) values
  (zoo_id('ann-on-project'), zoo_id('acme'), zoo_id('ann'), 'Project', zoo_id('acme-project'), 'canary-ann-30'),
  (zoo_id('alf-on-ann'), zoo_id('acme'), zoo_id('alf'), 'User', zoo_id('ann'), 'canary-ann-31'),
  -- The same id, of something else.
  (zoo_id('alf-on-no-person'), zoo_id('acme'), zoo_id('alf'), 'Project', zoo_id('ann'), 'canary-alf-30'),
  (zoo_id('bob-on-amy'), zoo_id('acme'), zoo_id('bob'), 'User', zoo_id('amy'), 'canary-bob-30'),
  (zoo_id('cat-on-cyd'), zoo_id('coil'), zoo_id('cat'), 'User', zoo_id('cyd'), 'canary-cat-30');
insert into coditect_shared.activities (id, organization_id, actor_type, actor_id, what) values
  (zoo_id('act-ann'), zoo_id('acme'), 'User', zoo_id('ann'), 'canary-ann-40'),
  (zoo_id('act-bot'), zoo_id('acme'), 'Bot', zoo_id('ann'), 'canary-bot-40'),
  (zoo_id('act-none'), zoo_id('acme'), null, zoo_id('ann'), 'canary-none-40'),
  (zoo_id('act-cyd'), zoo_id('coil'), 'User', zoo_id('cyd'), 'canary-cyd-40'),
  (zoo_id('act-bot-coil'), zoo_id('coil'), 'Bot', zoo_id('cyd'), 'canary-coil-40');
insert into coditect_shared.taggings (id, taggable_type, taggable_id, tag) values
  (zoo_id('tag-ann'), 'Comment', zoo_id('ann-on-project'), 'canary-ann-50'),
  (zoo_id('tag-alf'), 'Comment', zoo_id('alf-on-no-person'), 'canary-alf-50'),
  (zoo_id('tag-project'), 'Project', zoo_id('ann-on-project'), 'canary-project-50'),
  (zoo_id('tag-cat'), 'Comment', zoo_id('cat-on-cyd'), 'canary-cat-50');
