-- Whether this session can become a role.
select pg_has_role(current_user, cast(:role as name), 'member') as member
