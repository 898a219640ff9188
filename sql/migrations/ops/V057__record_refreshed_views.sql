-- Which materialized view has been made anew since which deletion. A deletion is certified when every view of the map has. Run as
-- coditect_owner.

create table coditect_ops.view_refreshes (
  view_name text not null,
  deletion uuid not null,
  -- The run that did it.
  run_id uuid not null,
  refreshed_at timestamptz not null default now(),
  primary key (deletion, view_name)
);

grant select, insert on coditect_ops.view_refreshes to coditect_system;
