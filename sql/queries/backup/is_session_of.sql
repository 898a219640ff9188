-- Whether this session was opened with a login, whatever role it has taken since.
select session_user = cast(:login as name) as its
