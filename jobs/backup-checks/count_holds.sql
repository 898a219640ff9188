-- Holds that were ever placed.
select count(*) from coditect_ops.holds
