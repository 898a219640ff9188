-- Who lives in every schema of the zoo. Acme and Bolt live on, Coil has ended. Ann and Amy asked to be erased; Bob is held.
create function zoo_id(name text) returns uuid language sql as 'insert into zoo_names values (cast(md5($1) as uuid), $1) on conflict do nothing; select cast(md5($1) as uuid)';
insert into coditect_shared.organizations (id, name, slug, plan, deleted_at) values
  (zoo_id('acme'), 'Acme', 'acme', 'FREE', null),
  (zoo_id('bolt'), 'Bolt', 'bolt', 'FREE', null),
  (zoo_id('coil'), 'Coil', 'coil', 'FREE', '2024-01-01 00:00:00+00');
insert into coditect_shared.users (id, organization_id, email, username, full_name, role) values
  (zoo_id('alf'), zoo_id('acme'), 'canary-alf-1@acme.example', 'canary-alf-2', 'canary-alf-3', 'OWNER'),
  (zoo_id('ann'), zoo_id('acme'), 'canary-ann-1@acme.example', 'canary-ann-2', 'canary-ann-3', 'MEMBER'),
  (zoo_id('amy'), zoo_id('acme'), 'canary-amy-1@acme.example', 'canary-amy-2', 'canary-amy-3', 'MEMBER'),
  (zoo_id('bob'), zoo_id('acme'), 'canary-bob-1@acme.example', 'canary-bob-2', 'canary-bob-3', 'MEMBER'),
  (zoo_id('bea'), zoo_id('bolt'), 'canary-bea-1@bolt.example', 'canary-bea-2', 'canary-bea-3', 'OWNER'),
  (zoo_id('cyd'), zoo_id('coil'), 'canary-cyd-1@coil.example', 'canary-cyd-2', 'canary-cyd-3', 'OWNER'),
  (zoo_id('cat'), zoo_id('coil'), 'canary-cat-1@coil.example', 'canary-cat-2', 'canary-cat-3', 'MEMBER');
insert into coditect_shared.projects (id, organization_id, owner_id, name, slug) values
  (zoo_id('acme-project'), zoo_id('acme'), zoo_id('alf'), 'canary-acme-1', 'acme'),
  (zoo_id('ann-project'), zoo_id('acme'), zoo_id('ann'), 'canary-annproject-1', 'ann'),
  (zoo_id('bolt-project'), zoo_id('bolt'), zoo_id('bea'), 'canary-bolt-1', 'bolt'),
  (zoo_id('coil-project'), zoo_id('coil'), zoo_id('cyd'), 'canary-coil-1', 'coil');
insert into coditect_shared.licenses (id, organization_id, license_key) values
  (zoo_id('coil-license'), zoo_id('coil'), 'coil');
insert into coditect_ops.erasure_requests (id, organization_id, user_id, whole_organization, requested_at, due_at) values
  (zoo_id('ask-ann'), zoo_id('acme'), zoo_id('ann'), false, '2026-10-20 00:00:00+00', '2026-11-20 00:00:00+00'),
  (zoo_id('ask-amy'), zoo_id('acme'), zoo_id('amy'), false, '2026-10-20 00:00:00+00', '2026-11-20 00:00:00+00'),
  (zoo_id('ask-coil'), zoo_id('coil'), null, true, '2026-10-20 00:00:00+00', '2026-11-20 00:00:00+00');
insert into coditect_ops.holds (id, kind, organization_id, user_id, ground, placed_by) values
  (zoo_id('hold-bob'), 'user', zoo_id('acme'), zoo_id('bob'), 'case 12', 'counsel');
