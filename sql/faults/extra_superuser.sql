-- Makes a superuser that nobody knows.
create role drill_intruder superuser login
