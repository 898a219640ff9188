-- Whether the server counts the rows that a session deletes and changes.
select cast(current_setting('track_counts') as boolean)
