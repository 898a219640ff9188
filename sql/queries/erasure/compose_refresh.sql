-- Writes the statement that has a view made anew, and the one that counts who is in it and gone.
select format('select %I.%I()', split_part(cast(:function as text), '.', 1), split_part(cast(:function as text), '.', 2)) as refresh,
  case when cast(:column as text) is not null
    then format('select count(*) from %I.%I v where v.%I is not null and not exists (select from %I.%I u where u.%I = v.%I)',
      split_part(cast(:view as text), '.', 1), split_part(cast(:view as text), '.', 2), cast(:column as text),
      split_part(cast(:subject_table as text), '.', 1), split_part(cast(:subject_table as text), '.', 2), cast(:subject_column as text), cast(:column as text)) end as count
