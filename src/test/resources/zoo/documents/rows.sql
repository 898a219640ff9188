-- Enough that three that end are no fifth of all.
insert into coditect_shared.organizations (id, name, slug) select zoo_id('more-' || n), 'M', 'm-' || n from generate_series(1, 12) as n;
insert into coditect_shared.organizations (id, name, slug, deleted_at) values
  (zoo_id('dune'), 'Dune', 'dune', '2024-01-01 00:00:00+00'), (zoo_id('elms'), 'Elms', 'elms', '2024-01-01 00:00:00+00');
insert into coditect_shared.users (id, organization_id, email, username, role) values
  (zoo_id('dan'), zoo_id('dune'), 'canary-dan-1@dune.example', 'dan', 'OWNER'),
  (zoo_id('dee'), zoo_id('dune'), 'canary-dee-1@dune.example', 'dee', 'MEMBER'),
  (zoo_id('dot'), zoo_id('dune'), 'canary-dot-1@dune.example', 'dot', 'MEMBER');
insert into coditect_shared.projects (id, organization_id, owner_id, name, slug) values
  (zoo_id('dune-held'), zoo_id('dune'), zoo_id('dan'), 'H', 'held'),
  (zoo_id('dune-free'), zoo_id('dune'), zoo_id('dot'), 'F', 'free');
insert into coditect_ops.holds (id, kind, organization_id, project_id, ground, placed_by) values
  (zoo_id('hold-acme'), 'project', zoo_id('acme'), zoo_id('acme-project'), 'case 13', 'counsel'),
  (zoo_id('hold-dune'), 'project', zoo_id('dune'), zoo_id('dune-held'), 'case 14', 'counsel');
insert into coditect_shared.documents (id, organization_id, project_id, author_id, title) values
  (zoo_id('free-of-ann'), zoo_id('acme'), zoo_id('ann-project'), zoo_id('ann'), 'canary-ann-80'),
  (zoo_id('held-of-amy'), zoo_id('acme'), zoo_id('acme-project'), zoo_id('amy'), 'canary-amy-80'),
  (zoo_id('held-of-dee'), zoo_id('dune'), zoo_id('dune-held'), zoo_id('dee'), 'canary-dee-80'),
  (zoo_id('free-of-dot'), zoo_id('dune'), zoo_id('dune-free'), zoo_id('dot'), 'canary-dot-80'),
  (zoo_id('of-cat'), zoo_id('coil'), zoo_id('coil-project'), zoo_id('cat'), 'canary-cat-80'),
  -- Bea of Bolt in Elms, which has ended.
  (zoo_id('of-bea-in-elms'), zoo_id('elms'), zoo_id('bolt-project'), zoo_id('bea'), 'canary-bea-80');
insert into coditect_shared.builds (id, organization_id, project_id) values
  (zoo_id('build-acme'), zoo_id('acme'), zoo_id('acme-project')),
  (zoo_id('build-held'), zoo_id('dune'), zoo_id('dune-held')),
  (zoo_id('build-free'), zoo_id('dune'), zoo_id('dune-free')),
  (zoo_id('build-coil'), zoo_id('coil'), zoo_id('coil-project'));
insert into coditect_shared.artefacts (build_id, name) values
  (zoo_id('build-held'), 'artefact-held'), (zoo_id('build-free'), 'artefact-free'), (zoo_id('build-coil'), 'artefact-coil');
