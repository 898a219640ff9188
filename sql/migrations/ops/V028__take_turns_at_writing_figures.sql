-- Whose turn it is to write business figures to Cloud Monitoring. Run as coditect_owner.

create table coditect_ops.figure_writer (
  only_one boolean primary key default true,
  -- Who wrote last, or writes now.
  worker text,
  -- Until when the others wait; in the past where nobody writes.
  until timestamptz not null default '-infinity',
  -- The end of the latest point that was, or is about to be, written; whoever comes next begins after it.
  written_through timestamptz,
  constraint figures_are_written_by_one check (only_one)
);
insert into coditect_ops.figure_writer default values;

grant select, update (worker, until, written_through) on coditect_ops.figure_writer to coditect_system;
