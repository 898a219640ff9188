-- Leaves open whether every license fits its rule.
do $$
begin
  alter table coditect_shared.licenses drop constraint license_keys_are_not_blank;
  alter table coditect_shared.licenses add constraint license_keys_are_not_blank check (license_key ~ '[^[:space:]]') not valid;
end $$
