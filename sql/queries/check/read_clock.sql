-- What the server's clock says now, and nothing that would take time.
select clock_timestamp() as now
