-- The statement that grants the system role to a login, quoted by the server.
select format('grant coditect_system to %I', cast(:login as text))
