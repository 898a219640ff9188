-- Whether this session may see since when others have a transaction open.
select pg_has_role(current_user, 'pg_read_all_stats', 'usage')
