insert into coditect_shared.comments (id, organization_id, author_id, resolved_by, parent_id, body) values
  (zoo_id('by-ann'), zoo_id('acme'), zoo_id('ann'), null, null, 'canary-ann-10'),
  (zoo_id('alf-answers-ann'), zoo_id('acme'), zoo_id('alf'), null, zoo_id('by-ann'), 'canary-alf-10'),
  (zoo_id('alf-answers-alf'), zoo_id('acme'), zoo_id('alf'), null, zoo_id('alf-answers-ann'), 'canary-alf-11'),
  (zoo_id('ann-resolved-alf'), zoo_id('acme'), zoo_id('alf'), zoo_id('ann'), null, 'canary-alf-12'),
  (zoo_id('by-amy'), zoo_id('acme'), zoo_id('amy'), null, null, 'canary-amy-10'),
  (zoo_id('bob-answers-amy'), zoo_id('acme'), zoo_id('bob'), null, zoo_id('by-amy'), 'canary-bob-10'),
  (zoo_id('by-bob'), zoo_id('acme'), zoo_id('bob'), null, null, 'canary-bob-11'),
  (zoo_id('ann-answers-bob'), zoo_id('acme'), zoo_id('ann'), null, zoo_id('by-bob'), 'canary-ann-11'),
  (zoo_id('by-alf'), zoo_id('acme'), zoo_id('alf'), null, null, 'canary-alf-13'),
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
-- Dan, Dee, Dot and Dia asked, too: what takes Dan and Dee would untie a pin of Bob's, and what takes Dot a file of Bolt, which is held, as
-- is what Dia reacted to there.
insert into coditect_shared.users (id, organization_id, email, username, full_name, role)
select zoo_id(n), zoo_id('acme'), 'canary-' || n || '-1@acme.example', 'canary-' || n || '-2', 'canary-' || n || '-3', 'MEMBER'
from unnest(array['dan', 'dee', 'dot', 'dia']) n;
insert into coditect_ops.erasure_requests (id, organization_id, user_id, whole_organization, requested_at, due_at)
select zoo_id('ask-' || n), zoo_id('acme'), zoo_id(n), false, '2026-10-20 00:00:00+00', '2026-11-20 00:00:00+00'
from unnest(array['dan', 'dee', 'dot', 'dia']) n;
insert into coditect_ops.holds (id, kind, organization_id, ground, placed_by) values
  (zoo_id('hold-bolt'), 'organization', zoo_id('bolt'), 'case 13', 'counsel');
insert into coditect_shared.comments (id, organization_id, author_id, resolved_by, parent_id, body) values
  (zoo_id('by-dan'), zoo_id('acme'), zoo_id('dan'), zoo_id('dee'), null, 'canary-dan-10'),
  (zoo_id('by-dot'), zoo_id('acme'), zoo_id('dot'), null, null, 'canary-dot-10');
insert into coditect_shared.pins (id, user_id, comment_id) values
  (zoo_id('pin-of-bob'), zoo_id('bob'), zoo_id('by-dan'));
insert into coditect_shared.quotes (id, organization_id, comment_id, words, page) values
  (zoo_id('quote-of-ann'), zoo_id('acme'), zoo_id('by-ann'), 'canary-ann-40', 'a');
insert into coditect_shared.stars (id, organization_id, comment_id, what) values
  (zoo_id('star-for-ann'), zoo_id('acme'), zoo_id('by-ann'), 'a');
insert into coditect_shared.flags (id, raised_by, comment_id) values
  (zoo_id('flag-of-ann'), zoo_id('ann'), zoo_id('by-alf')),
  (zoo_id('flag-on-ann'), zoo_id('alf'), zoo_id('by-ann')),
  (zoo_id('flag-of-cyd'), zoo_id('cyd'), null),
  (zoo_id('flag-on-cyd'), null, zoo_id('by-cyd'));
insert into coditect_shared.files (id, organization_id, task_id, comment_id, name) values
  (zoo_id('file-of-ann'), zoo_id('acme'), zoo_id('task-of-ann'), null, 'canary-ann-41'),
  (zoo_id('file-of-bolt'), zoo_id('bolt'), null, zoo_id('by-dot'), 'canary-bolt-41');
-- A tree, a circle with a tail, one that is its own, and two keys crossing.
insert into coditect_shared.labels (id, organization_id, parent_id, like_id, name) values
  (zoo_id('label-root'), zoo_id('coil'), null, null, 'canary-coil-10'),
  (zoo_id('label-twig'), zoo_id('coil'), zoo_id('label-root'), null, 'canary-coil-11'),
  (zoo_id('label-leaf'), zoo_id('coil'), zoo_id('label-twig'), null, 'canary-coil-12'),
  (zoo_id('label-ring-1'), zoo_id('coil'), zoo_id('label-ring-2'), null, 'canary-coil-13'),
  (zoo_id('label-ring-2'), zoo_id('coil'), zoo_id('label-ring-1'), zoo_id('label-root'), 'canary-coil-14'),
  (zoo_id('label-tail'), zoo_id('coil'), zoo_id('label-ring-1'), null, 'canary-coil-15'),
  (zoo_id('label-own'), zoo_id('coil'), zoo_id('label-own'), zoo_id('label-leaf'), 'canary-coil-16'),
  (zoo_id('label-of-acme'), zoo_id('acme'), null, zoo_id('label-of-acme'), 'canary-acme-10');
insert into coditect_shared.reactions (id, comment_id, user_id, emoji) values (zoo_id('dia-to-bea'), zoo_id('by-bea'), zoo_id('dia'), 'canary-dia-20');
