insert into coditect_shared.domain_keys (id, user_id, note, organization_id)
select zoo_id('domain_keys-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-101', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.domain_pseudonyms (id, user_id, label, mail, stays, organization_id)
select zoo_id('domain_pseudonyms-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-102', 'canary-' || split_part(u.email, '-', 2) || '-103', 'here', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.identities (id, user_id, words, organization_id)
select zoo_id('identities-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-104', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.kept_identities (id, user_id, words, stays, organization_id)
select zoo_id('kept_identities-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-105', 'here', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.computed (id, user_id, first, last, stays, organization_id)
select zoo_id('computed-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-106', 'canary-' || split_part(u.email, '-', 2) || '-107', 'here', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.computed_keys (id, user_id, words, organization_id)
select zoo_id('computed_keys-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-108', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.tight_texts (id, user_id, label, stays, organization_id)
select zoo_id('tight_texts-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-109', 'here', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.daily_totals (id, user_id, hours, organization_id, day)
select zoo_id('daily_totals-of-' || split_part(u.email, '-', 2)), u.id, 8, u.organization_id, date '2026-01-01'
from coditect_shared.users u;
insert into coditect_shared.own_names (id, user_id, name, stays, organization_id)
select zoo_id('own_names-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-110', 'here', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.settled_keys (id, user_id, mail, other, stays, organization_id)
select zoo_id('settled_keys-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-111', 'canary-' || split_part(u.email, '-', 2) || '-112', 'here', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.both_or_none (id, user_id, lat, long, stays, organization_id)
select zoo_id('both_or_none-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-113', 'canary-' || split_part(u.email, '-', 2) || '-114', 'here', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.full_matches (id, user_id, tenant, words, stays, organization_id)
select zoo_id('full_matches-of-' || split_part(u.email, '-', 2)), u.id, u.organization_id, 'canary-' || split_part(u.email, '-', 2) || '-115', 'here', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.shapes (id, user_id, list, mood, span, spot, place, bits, raw, doc, plain, markup, took, cost, search, ip, day, at, big, organization_id)
select zoo_id('shapes-of-' || split_part(u.email, '-', 2)), u.id, array['canary-' || split_part(u.email, '-', 2) || '-116'], 'glad', int4range(1, 5), row(1, 'x')::coditect_shared.spot, point(1, 2), B'101', '\x00ff', jsonb_build_object('a', 'canary-' || split_part(u.email, '-', 2) || '-117'), json_build_object('a', 1), '<a/>', interval '1 day', 5::money, to_tsvector('simple', 'a b'), inet '10.0.0.1', date '2026-01-01', timestamptz '2026-01-01', 1.5, u.organization_id
from coditect_shared.users u;
insert into coditect_shared.gone_shapes (id, user_id, list, people, many, span, always, organization_id)
select zoo_id('gone_shapes-of-' || split_part(u.email, '-', 2)), u.id, array['canary-' || split_part(u.email, '-', 2) || '-118'], array[u.id], array[row(1, 'canary-' || split_part(u.email, '-', 2) || '-119')::coditect_shared.spot], '{[2026-01-01, 2026-01-02)}'::tstzmultirange, true, u.organization_id
from coditect_shared.users u;
insert into coditect_shared.unlogged_rows (id, user_id, words, organization_id)
select zoo_id('unlogged_rows-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-120', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.deferred_keys (id, user_id, words, organization_id)
select zoo_id('deferred_keys-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-121', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.bare_rows (user_id, words, organization_id)
select u.id, 'canary-' || split_part(u.email, '-', 2) || '-122', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.grown_partitions (id, user_id, words, organization_id, kind)
select zoo_id('grown_partitions-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-123', u.organization_id, case when u.role = 'OWNER' then 'a' else 'b' end
from coditect_shared.users u;
insert into coditect_shared.kept_partitions (id, user_id, words, stays, organization_id, kind)
select zoo_id('kept_partitions-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-124', 'here', u.organization_id, case when u.role = 'OWNER' then 'a' else 'b' end
from coditect_shared.users u;
insert into coditect_shared."Größe des Tisches" (id, "Wer-ist's", "order", "SELECT", organization_id)
select zoo_id('odd-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-125', 'canary-' || split_part(u.email, '-', 2) || '-126', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.watched_rows (id, user_id, words, organization_id)
select zoo_id('watched_rows-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-127', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.guarded_rows (id, user_id, words, organization_id)
select zoo_id('guarded_rows-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-128', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.ruled_rows (id, user_id, words, organization_id)
select zoo_id('ruled_rows-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-129', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.heir_rows (id, user_id, words, organization_id)
select zoo_id('heir_rows-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-130', u.organization_id
from coditect_shared.users u;
insert into coditect_shared.far_reaching (id, user_id, words)
select zoo_id('far_reaching-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-131'
from coditect_shared.users u;
insert into coditect_shared.set_by_default (id, user_id, label, stays, organization_id)
select zoo_id('set_by_default-of-' || split_part(u.email, '-', 2)), u.id, 'canary-' || split_part(u.email, '-', 2) || '-132', 'here', u.organization_id
from coditect_shared.users u;
