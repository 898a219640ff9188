-- One table a kind of what a schema can have that erasure and export must get along with: each fits, and everything is exact.
-- Keys and texts of domains, domains of domains.
create domain coditect_shared.person_id as uuid;
create domain coditect_shared.words as text check (value <> '');
create domain coditect_shared.remark as coditect_shared.words check (length(value) < 200);
create table coditect_shared.domain_keys (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id coditect_shared.person_id not null references coditect_shared.users (id), note coditect_shared.remark not null);
create index on coditect_shared.domain_keys (user_id);
create index on coditect_shared.domain_keys (organization_id);
-- Domains that take a pseudonym, or nothing.
create domain coditect_shared.mail as text check (value like 'canary%');
create table coditect_shared.domain_pseudonyms (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), stays text, user_id coditect_shared.person_id not null, label coditect_shared.remark not null, mail coditect_shared.mail);
create index on coditect_shared.domain_pseudonyms (user_id);
create index on coditect_shared.domain_pseudonyms (organization_id);
-- An identity that the server always writes.
create table coditect_shared.identities (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id), number bigint generated always as identity unique, words text);
create index on coditect_shared.identities (user_id);
create index on coditect_shared.identities (organization_id);
-- The same, in rows that stay.
create table coditect_shared.kept_identities (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), stays text, user_id uuid not null, number bigint generated always as identity, words text);
create index on coditect_shared.kept_identities (user_id);
create index on coditect_shared.kept_identities (organization_id);
-- What the server computes of a person changes with what it is computed of.
create table coditect_shared.computed (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), stays text, user_id uuid not null, first text, last text, full_name text generated always as (first || ' ' || last) stored, initials text not null generated always as (coalesce(left(first, 1), '?')) stored);
create index on coditect_shared.computed (user_id);
create index on coditect_shared.computed (organization_id);
-- A key that is computed, in rows that go.
create table coditect_shared.computed_keys (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id), words text, lowered text generated always as (lower(words)) stored unique);
create index on coditect_shared.computed_keys (user_id);
create index on coditect_shared.computed_keys (organization_id);
-- A text that just takes a pseudonym.
create table coditect_shared.tight_texts (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), stays text, user_id uuid not null, label varchar(36) not null);
create index on coditect_shared.tight_texts (user_id);
create index on coditect_shared.tight_texts (organization_id);
-- A key that the person is part of, and an exclusion.
create table coditect_shared.daily_totals (id uuid unique, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null, day date, hours integer, primary key (user_id, day), exclude (user_id with =, hours with =) where (hours > 99));
create index on coditect_shared.daily_totals (user_id);
create index on coditect_shared.daily_totals (organization_id);
-- Rows that stay different, whatever their names become.
create table coditect_shared.own_names (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), stays text, user_id uuid not null, name text not null, unique (id, name));
create index on coditect_shared.own_names (user_id);
create index on coditect_shared.own_names (organization_id);
-- Unique ones of which many may be empty, and one of a part of the rows.
create table coditect_shared.settled_keys (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), stays text, user_id uuid not null, mail text unique, other text);
create unique index on coditect_shared.settled_keys (user_id) where other is not null;
create index on coditect_shared.settled_keys (user_id);
create index on coditect_shared.settled_keys (organization_id);
-- Constraints over columns that are cleared together.
create table coditect_shared.both_or_none (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), stays text, user_id uuid not null, lat text, long text, check (num_nulls(lat, long) in (0, 2)), check (lat is null or lat <> ''));
create index on coditect_shared.both_or_none (user_id);
create index on coditect_shared.both_or_none (organization_id);
-- A key of two columns that are cleared together.
create table coditect_shared.full_matches (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), stays text, user_id uuid, tenant uuid, words text, foreign key (tenant, user_id) references coditect_shared.users (organization_id, id) match full);
create index on coditect_shared.full_matches (user_id);
create index on coditect_shared.full_matches (organization_id);
create index on coditect_shared.full_matches (tenant, user_id);
-- Arrays, enums, ranges, composites and whatever else.
create type coditect_shared.mood as enum ('glad', 'sad');
create type coditect_shared.spot as (x integer, name text);
create table coditect_shared.shapes (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null, list text[], mood coditect_shared.mood, span int4range, spot coditect_shared.spot, place point, bits bit varying(8), raw bytea, doc jsonb, plain json, markup text, took interval, cost money, search tsvector, ip inet, day date, at timestamptz, big numeric(40, 20));
create index on coditect_shared.shapes (user_id);
create index on coditect_shared.shapes (organization_id);
-- The same in rows that go.
create table coditect_shared.gone_shapes (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id), list text[], people uuid[], many coditect_shared.spot[], span tstzmultirange, always boolean);
create index on coditect_shared.gone_shapes (user_id);
create index on coditect_shared.gone_shapes (organization_id);
-- A table that no crash survives.
create unlogged table coditect_shared.unlogged_rows (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id), words text);
create index on coditect_shared.unlogged_rows (user_id);
create index on coditect_shared.unlogged_rows (organization_id);
-- Constraints that are looked at when a transaction ends.
create table coditect_shared.deferred_keys (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id) deferrable initially deferred, words text, unique (words) deferrable initially deferred);
create index on coditect_shared.deferred_keys (user_id);
create index on coditect_shared.deferred_keys (organization_id);
-- No key at all.
create table coditect_shared.bare_rows (organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id), words text);
create index on coditect_shared.bare_rows (user_id);
create index on coditect_shared.bare_rows (organization_id);
-- Partitions of partitions, one with its columns in another order.
create table coditect_shared.grown_partitions (id uuid, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id), kind text, words text) partition by list (kind);
create table coditect_shared.grown_partitions_1 partition of coditect_shared.grown_partitions for values in ('a') partition by hash (lower(kind));
create table coditect_shared.grown_partitions_1_1 partition of coditect_shared.grown_partitions_1 for values with (modulus 1, remainder 0);
create table coditect_shared.grown_partitions_2 (words text, kind text, id uuid, organization_id uuid not null, user_id uuid not null);
alter table coditect_shared.grown_partitions attach partition coditect_shared.grown_partitions_2 default;
create index on coditect_shared.grown_partitions (user_id);
create index on coditect_shared.grown_partitions (organization_id);
-- Rows of partitions that stay, and stay where they are.
create table coditect_shared.kept_partitions (id uuid, organization_id uuid not null references coditect_shared.organizations (id), stays text, user_id uuid not null, kind text, words text) partition by list (kind);
create table coditect_shared.kept_partitions_1 partition of coditect_shared.kept_partitions for values in ('a');
create table coditect_shared.kept_partitions_2 partition of coditect_shared.kept_partitions default;
create index on coditect_shared.kept_partitions (user_id);
create index on coditect_shared.kept_partitions (organization_id);
-- Names with capitals, blanks, umlauts, quotes, hyphens and reserved words.
create table coditect_shared."Größe des Tisches" (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), "Wer-ist's" uuid not null references coditect_shared.users (id), "order" text, "SELECT" text);
create index on coditect_shared."Größe des Tisches" ("Wer-ist's");
create index on coditect_shared."Größe des Tisches" (organization_id);
-- A trigger of which somebody has said that it is harmless, and whose function the worker may not call.
create table coditect_shared.watched_rows (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id), words text);
create index on coditect_shared.watched_rows (user_id);
create index on coditect_shared.watched_rows (organization_id);
create function coditect_shared.watch() returns trigger language plpgsql as 'begin return old; end';
revoke execute on function coditect_shared.watch() from public;
create trigger watching before delete on coditect_shared.watched_rows for each row execute function coditect_shared.watch();
-- Row-level security, forced, that lets the worker see every row.
create table coditect_shared.guarded_rows (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id), words text);
create index on coditect_shared.guarded_rows (user_id);
create index on coditect_shared.guarded_rows (organization_id);
alter table coditect_shared.guarded_rows enable row level security, force row level security;
create policy system_sees_every_tenant on coditect_shared.guarded_rows for all to coditect_system using (true) with check (true);
create policy few on coditect_shared.guarded_rows as restrictive to coditect_app using (false);
-- A rule about what erasure does not do, and one that sleeps.
create table coditect_shared.ruled_rows (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id), words text);
create index on coditect_shared.ruled_rows (user_id);
create index on coditect_shared.ruled_rows (organization_id);
create rule quiet as on insert to coditect_shared.ruled_rows where new.words is null do instead nothing;
create rule never as on delete to coditect_shared.ruled_rows do instead nothing;
alter table coditect_shared.ruled_rows disable rule never;
-- A table that is inherited by one without columns of its own.
create table coditect_shared.heir_rows (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), user_id uuid not null references coditect_shared.users (id), words text);
create table coditect_shared.heir_rows_child () inherits (coditect_shared.heir_rows);
create index on coditect_shared.heir_rows (user_id);
create index on coditect_shared.heir_rows (organization_id);
create index on coditect_shared.heir_rows_child (user_id);
create index on coditect_shared.heir_rows_child (organization_id);
-- No tenant of its own, only its person's.
create table coditect_shared.far_reaching (id uuid primary key, user_id uuid not null references coditect_shared.users (id), words text);
create index on coditect_shared.far_reaching (user_id);
-- Columns with defaults that must not be null.
create table coditect_shared.set_by_default (id uuid primary key, organization_id uuid not null references coditect_shared.organizations (id), stays text, user_id uuid not null, label text not null default 'somebody', words text not null default '');
create index on coditect_shared.set_by_default (user_id);
create index on coditect_shared.set_by_default (organization_id);
-- A view that can be written, and one that copies nothing of a person.
create view coditect_shared.writable as select id, words from coditect_shared.bare_rows b join coditect_shared.users u on u.id = b.user_id;
create function coditect_shared.redirect() returns trigger language plpgsql as 'begin return null; end';
create trigger redirecting instead of delete on coditect_shared.writable for each row execute function coditect_shared.redirect();
create materialized view coditect_shared.totals as select count(*) as rows from coditect_shared.bare_rows;
