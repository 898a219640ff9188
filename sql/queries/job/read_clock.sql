-- What time it is to the database.
select now()
