-- The worker sees since when others have transactions open. It reads states, instants and numbers; texts of statements it never reads.
-- Roles belong to the server: another database may have got here first, or be here at this moment. Run as coditect_owner, who makes no
-- roles, so the login that migrates does it; where that one may not, "figures" says what is missing.
do $$
begin
  perform set_config('role', 'none', true);
  begin
    grant pg_read_all_stats to coditect_system;
    -- The worker's login is a member of it, and gets no further where it does not inherit.
    alter role coditect_system inherit;
  exception
    when insufficient_privilege then
      raise notice 'pg_read_all_stats is not granted: %', sqlerrm;
    when internal_error or unique_violation then
      null;
  end;
  perform set_config('role', 'coditect_owner', true);
end $$;
