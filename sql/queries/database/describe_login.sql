-- Whether a login exists, and whether the system role is granted to it by name.
select
  exists (select from pg_catalog.pg_roles where rolname = :login) as present,
  exists (
    select
    from pg_catalog.pg_auth_members m
      join pg_catalog.pg_roles g on g.oid = m.roleid
      join pg_catalog.pg_roles l on l.oid = m.member
    where g.rolname = 'coditect_system' and l.rolname = :login) as member
