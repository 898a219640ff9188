-- Which database this is, its name, and the port that the server itself says it listens at: not that of a proxy.
select i.id, current_database() as name, current_setting('port') as port from coditect_ops.database_identity i
