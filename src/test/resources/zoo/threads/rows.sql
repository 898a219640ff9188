insert into coditect_shared.comments (id, organization_id, author_id, resolved_by, parent_id, body) values
  (zoo_id('by-ann'), zoo_id('acme'), zoo_id('ann'), null, null, 'canary-ann-10'),
  (zoo_id('alf-answers-ann'), zoo_id('acme'), zoo_id('alf'), null, zoo_id('by-ann'), 'canary-alf-10'),
  (zoo_id('alf-answers-alf'), zoo_id('acme'), zoo_id('alf'), null, zoo_id('alf-answers-ann'), 'canary-alf-11'),
  (zoo_id('ann-resolved-alf'), zoo_id('acme'), zoo_id('alf'), zoo_id('ann'), null, 'canary-alf-12'),
  (zoo_id('by-amy'), zoo_id('acme'), zoo_id('amy'), null, null, 'canary-amy-10'),
  (zoo_id('bob-answers-amy'), zoo_id('acme'), zoo_id('bob'), null, zoo_id('by-amy'), 'canary-bob-10'),
  (zoo_id('by-bob'), zoo_id('acme'), zoo_id('bob'), null, null, 'canary-bob-11'),
  (zoo_id('ann-answers-bob'), zoo_id('acme'), zoo_id('ann'), null, zoo_id('by-bob'), 'canary-ann-11'),
  (zoo_id('by-bea'), zoo_id('bolt'), zoo_id('bea'), null, null, 'canary-bea-10'),
  (zoo_id('by-cyd'), zoo_id('coil'), zoo_id('cyd'), null, null, 'canary-cyd-10'),
  (zoo_id('by-cat'), zoo_id('coil'), zoo_id('cat'), zoo_id('cyd'), zoo_id('by-cyd'), 'canary-cat-10');
insert into coditect_shared.reactions (id, comment_id, user_id, emoji) values
  (zoo_id('bea-to-bea'), zoo_id('by-bea'), zoo_id('bea'), 'canary-bea-20'),
  (zoo_id('alf-to-ann'), zoo_id('by-ann'), zoo_id('alf'), 'canary-alf-20'),
  (zoo_id('ann-to-bob'), zoo_id('by-bob'), zoo_id('ann'), 'canary-ann-20'),
  (zoo_id('alf-to-alf'), zoo_id('ann-resolved-alf'), zoo_id('alf'), 'canary-alf-21'),
  (zoo_id('cat-to-cyd'), zoo_id('by-cyd'), zoo_id('cat'), 'canary-cat-20');
insert into coditect_shared.tasks (id, organization_id, author_id, assignee_id, reviewer_id, follows, title) values
  (zoo_id('task-of-ann'), zoo_id('acme'), zoo_id('ann'), zoo_id('alf'), null, null, 'canary-ann-30'),
  (zoo_id('task-for-ann'), zoo_id('acme'), zoo_id('alf'), zoo_id('ann'), zoo_id('ann'), null, 'canary-alf-30'),
  (zoo_id('task-after-ann'), zoo_id('acme'), zoo_id('alf'), null, null, zoo_id('task-of-ann'), 'canary-alf-31'),
  (zoo_id('task-of-cyd'), zoo_id('coil'), zoo_id('cyd'), zoo_id('cat'), null, null, 'canary-cyd-30'),
  (zoo_id('task-after-cyd'), zoo_id('coil'), zoo_id('cyd'), zoo_id('cyd'), null, zoo_id('task-of-cyd'), 'canary-cyd-31');
