-- Views and materialized views: a directory of people that is made anew concurrently, numbers by tenant that are not.
create table coditect_shared.profiles (
  user_id uuid primary key references coditect_shared.users (id),
  bio text
);
create view coditect_shared.names as select id, full_name from coditect_shared.users;
-- Whoever owns a report reads every tenant's rows.
create policy reports_see_every_tenant on coditect_shared.users for select to coditect_owner using (true);
create materialized view coditect_shared.directory as
  select u.id as user_id, u.email, p.bio from coditect_shared.users u left join coditect_shared.profiles p on p.user_id = u.id with no data;
create unique index on coditect_shared.directory (user_id);
create materialized view coditect_shared.headcounts as
  select organization_id, count(*) as people, string_agg(email, ' ') as emails from coditect_shared.users group by organization_id with no data;
create function coditect_shared.refresh_directory() returns void language sql security definer set search_path = pg_catalog
  as 'refresh materialized view concurrently coditect_shared.directory';
create function coditect_shared.refresh_headcounts() returns void language sql security definer set search_path = pg_catalog
  as 'refresh materialized view coditect_shared.headcounts';
