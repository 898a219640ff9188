-- Lets everybody see every project.
alter table coditect_shared.projects disable row level security
