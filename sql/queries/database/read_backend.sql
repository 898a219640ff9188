-- Which of the server's processes answers this statement.
select pg_backend_pid()
