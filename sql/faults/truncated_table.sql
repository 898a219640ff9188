-- Empties the projects in one go.
do $$
begin
  alter table coditect_shared.projects no force row level security;
  if not exists (select from coditect_shared.projects) then
    raise no_data_found;
  end if;
  alter table coditect_shared.projects force row level security;
  truncate coditect_shared.projects;
end $$
