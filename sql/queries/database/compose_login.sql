-- The statement that makes a login, quoted by the server.
select format('create role %I login inherit', cast(:login as text))
