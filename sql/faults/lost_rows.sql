-- Deletes more projects than an examination lets pass, of tenants that go on living.
do $$
declare
  wanted bigint;
  lost bigint;
begin
  alter table coditect_shared.projects no force row level security;
  select 10 + 2 * greatest(current_setting('ops.tolerated_rows')::numeric,
    floor(current_setting('ops.tolerated_percent')::numeric * count(*) / 100)) into wanted from coditect_shared.projects;
  delete from coditect_shared.projects where id in (select p.id from coditect_shared.projects p order by p.created_at, p.id limit wanted);
  get diagnostics lost = row_count;
  if lost < wanted then
    raise no_data_found;
  end if;
  alter table coditect_shared.projects force row level security;
end $$
