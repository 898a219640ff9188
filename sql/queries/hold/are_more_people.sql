-- Whether there are more people than so many; counts no further.
select count(*) > :people as more from (select from coditect_shared.users limit cast(:people as bigint) + 1) as people
