-- Enough that three that end are no fifth of all.
insert into coditect_shared.organizations (id, name, slug) select zoo_id('more-' || n), 'M', 'm-' || n from generate_series(1, 12) as n;
insert into coditect_shared.organizations (id, name, slug, deleted_at) values
  (zoo_id('dune'), 'Dune', 'dune', '2024-01-01 00:00:00+00'), (zoo_id('elms'), 'Elms', 'elms', '2024-01-01 00:00:00+00');
insert into coditect_shared.users (id, organization_id, email, username, role)
select zoo_id(n), zoo_id(o), 'canary-' || n || '-1@' || o || '.example', n, 'MEMBER'
from (values ('dan', 'acme'), ('eve', 'acme'), ('fay', 'acme'), ('gus', 'acme'), ('hal', 'acme'), ('del', 'dune'), ('dee', 'dune')) as p (n, o);
insert into coditect_ops.erasure_requests (id, organization_id, user_id, whole_organization, requested_at, due_at)
select zoo_id('ask-' || n), zoo_id('acme'), zoo_id(n), false, '2026-10-20 00:00:00+00', '2026-11-20 00:00:00+00'
from unnest(array['dan', 'eve', 'gus']) n;
insert into coditect_shared.projects (id, organization_id, owner_id, name, slug) values
  (zoo_id('case'), zoo_id('acme'), zoo_id('alf'), 'C', 'case'),
  (zoo_id('dune-project'), zoo_id('dune'), zoo_id('del'), 'D', 'dune');
insert into coditect_ops.holds (id, kind, organization_id, project_id, user_id, ground, placed_by) values
  (zoo_id('hold-case'), 'project', zoo_id('acme'), zoo_id('case'), null, 'case 13', 'counsel'),
  (zoo_id('hold-bolt'), 'organization', zoo_id('bolt'), null, null, 'case 15', 'counsel'),
  (zoo_id('hold-dee'), 'user', zoo_id('dune'), null, zoo_id('dee'), 'case 14', 'counsel');
insert into coditect_shared.builds (id, organization_id, project_id) values (zoo_id('build-coil'), zoo_id('coil'), zoo_id('coil-project'));
insert into coditect_shared.logs (id, organization_id) values (zoo_id('log-elms'), zoo_id('elms'));
insert into coditect_shared.notes (id, organization_id, author_id, reviewer_id, parent_id, project_id, build_id, log_id, body) values
  (zoo_id('of-ann-alone'), null, zoo_id('ann'), null, null, null, null, null, 'canary-ann-90'),
  (zoo_id('of-bob-alone'), null, zoo_id('bob'), null, null, null, null, null, 'canary-bob-90'),
  (zoo_id('of-cyd-alone'), null, zoo_id('cyd'), null, null, null, null, null, 'x'),
  (zoo_id('nobodys-in-coil'), zoo_id('coil'), null, zoo_id('cat'), null, null, null, null, 'canary-coil-90'),
  (zoo_id('of-cyd-in-build'), zoo_id('coil'), zoo_id('cyd'), null, null, null, zoo_id('build-coil'), null, 'canary-cyd-90'),
  (zoo_id('of-cat-answered'), zoo_id('coil'), zoo_id('cat'), null, null, null, null, null, 'canary-cat-90'),
  (zoo_id('nobodys-answer'), zoo_id('coil'), null, null, zoo_id('of-cat-answered'), null, null, null, 'canary-coil-91'),
  (zoo_id('in-case'), zoo_id('acme'), zoo_id('fay'), null, null, zoo_id('case'), null, null, 'x'),
  (zoo_id('answers-case'), zoo_id('acme'), zoo_id('bob'), null, zoo_id('in-case'), null, null, null, 'x'),
  (zoo_id('of-dan-answers-that'), zoo_id('acme'), zoo_id('dan'), null, zoo_id('answers-case'), null, null, null, 'x'),
  (zoo_id('of-eve'), zoo_id('acme'), zoo_id('eve'), null, null, null, null, null, 'x'),
  (zoo_id('of-dee'), zoo_id('dune'), zoo_id('dee'), null, null, zoo_id('dune-project'), null, null, 'x'),
  (zoo_id('of-hal-in-coil-project'), zoo_id('acme'), zoo_id('hal'), null, null, zoo_id('coil-project'), null, null, 'canary-hal-90'),
  (zoo_id('of-bea-on-log'), zoo_id('bolt'), zoo_id('bea'), null, null, null, null, zoo_id('log-elms'), 'canary-bea-90');
insert into coditect_shared.answers (id, note_id, author_id) values (zoo_id('of-fay-to-eve'), zoo_id('of-eve'), zoo_id('fay'));
insert into coditect_shared.likes (id, note_id, user_id) values (zoo_id('of-gus-in-bolt'), zoo_id('of-bea-on-log'), zoo_id('gus'));
insert into coditect_shared.topics (id, organization_id, author_id) values
  (zoo_id('topic-of-ann'), zoo_id('acme'), zoo_id('ann')),
  (zoo_id('topic-of-amy'), zoo_id('acme'), zoo_id('amy')),
  (zoo_id('topic-of-hal'), zoo_id('acme'), zoo_id('hal')),
  (zoo_id('topic-of-cyd'), zoo_id('coil'), zoo_id('cyd'));
insert into coditect_shared.posts (id, topic_id, author_id, body) values
  (zoo_id('post-of-ann'), zoo_id('topic-of-ann'), zoo_id('ann'), 'canary-ann-91'),
  (zoo_id('post-of-hal-to-amy'), zoo_id('topic-of-amy'), zoo_id('hal'), 'canary-hal-91'),
  (zoo_id('post-of-amy-to-hal'), zoo_id('topic-of-hal'), zoo_id('amy'), 'canary-amy-91'),
  (zoo_id('post-of-cat-to-cyd'), zoo_id('topic-of-cyd'), zoo_id('cat'), 'canary-cat-91');
update coditect_shared.topics t set last_id = p.id from coditect_shared.posts p where p.topic_id = t.id;
