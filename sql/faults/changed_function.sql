-- Ranks a guest above an owner.
create or replace function coditect_shared.role_rank(role text) returns integer language sql immutable strict parallel safe
  return case role when 'OWNER' then 4 when 'ADMIN' then 3 when 'MEMBER' then 2 when 'GUEST' then 5 end
