-- Licenses with more activations than they may have; a constraint forbids them.
select count(*) from coditect_shared.licenses where activation_count > max_activations
