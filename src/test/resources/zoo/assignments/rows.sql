insert into coditect_shared.users (id, organization_id, email, username, role) values
  (zoo_id('ghost'), zoo_id('acme'), 'canary-ghost-1@acme.example', 'ghost', 'GUEST'),
  (zoo_id('gus'), zoo_id('acme'), 'canary-gus-1@acme.example', 'gus', 'MEMBER');
insert into coditect_ops.erasure_requests (id, organization_id, user_id, whole_organization, requested_at, due_at) values
  (zoo_id('ask-gus'), zoo_id('acme'), zoo_id('gus'), false, '2026-10-20 00:00:00+00', '2026-11-20 00:00:00+00');
insert into coditect_shared.issues (id, organization_id, author_id, assignee_id, lead_id, reviewer_id, closed_by, title) values
  (zoo_id('issue-of-ann'), zoo_id('acme'), zoo_id('ann'), zoo_id('alf'), zoo_id('ann'), null, zoo_id('ann'), 'canary-ann-30'),
  (zoo_id('issue-for-ann'), zoo_id('acme'), zoo_id('alf'), zoo_id('ann'), zoo_id('ann'), zoo_id('ann'), zoo_id('ann'), 'canary-annsees-30'),
  (zoo_id('issue-of-alf'), zoo_id('acme'), zoo_id('alf'), zoo_id('alf'), zoo_id('alf'), zoo_id('bob'), null, 'canary-alf-30'),
  (zoo_id('issue-of-bob-for-amy'), zoo_id('acme'), zoo_id('bob'), zoo_id('amy'), null, null, null, 'canary-bob-30'),
  (zoo_id('issue-of-bolt-for-gus'), zoo_id('bolt'), zoo_id('bea'), zoo_id('gus'), null, null, null, 'canary-bea-30'),
  (zoo_id('issue-of-cyd'), zoo_id('coil'), zoo_id('cyd'), zoo_id('cat'), zoo_id('cyd'), null, null, 'canary-cyd-30'),
  (zoo_id('orphan-for-cat'), zoo_id('coil'), null, zoo_id('cat'), null, null, null, 'canary-coil-30'),
  (zoo_id('orphan-led-by-cyd'), zoo_id('coil'), null, null, zoo_id('cyd'), null, null, 'canary-coil-31');
insert into coditect_shared.follows (id, follower_id, followed_id, since) values
  (zoo_id('ann-follows-alf'), zoo_id('ann'), zoo_id('alf'), 'canary-ann-40'),
  (zoo_id('alf-follows-ann'), zoo_id('alf'), zoo_id('ann'), 'canary-ann-41'),
  (zoo_id('bob-follows-alf'), zoo_id('bob'), zoo_id('alf'), 'canary-bob-40'),
  (zoo_id('cat-follows-cyd'), zoo_id('cat'), zoo_id('cyd'), 'canary-cat-40');
insert into coditect_shared.reviews (id, organization_id, author_id, author_name, stars, seen_on, body) values
  (zoo_id('review-of-ann'), zoo_id('acme'), zoo_id('ann'), 'canary-ann-50', 5, '2026-01-01', 'canary-annsees-50'),
  (zoo_id('review-of-alf'), zoo_id('acme'), zoo_id('alf'), 'canary-alf-50', 5, '2026-01-01', 'canary-alf-51'),
  (zoo_id('review-of-cat'), zoo_id('coil'), zoo_id('cat'), 'canary-cat-50', 5, null, 'canary-cat-51');
