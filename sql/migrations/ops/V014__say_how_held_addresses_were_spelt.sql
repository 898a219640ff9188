-- Held addresses: in which form each was hashed, and which people had it when it was placed. Run as coditect_owner.

-- A hash cannot be computed anew from another one, so each row says what it was made from: null and 'lower-cased' from the
-- address in lower case, as every version before this one did, 'normal' from its normal form, 'any-tag' from that without a +tag.
alter table coditect_ops.holds add column email_form text;
alter table coditect_ops.holds add constraint only_addresses_have_a_form
  check (email_form is null or kind = 'email' and email_form in ('lower-cased', 'normal', 'any-tag'));

-- Whoever had a held address when it was placed is held by a row of kind 'user', so that a changed address keeps them, and so
-- that a version which does not know the new forms leaves them, too. Such a row is a part of the address's hold: it is neither
-- listed nor released alone, and stands only while that one does.
alter table coditect_ops.holds add column part_of uuid;
alter table coditect_ops.holds add constraint parts_of_a_hold_are_people check (part_of is null or kind = 'user');
alter table coditect_ops.holds add constraint parts_belong_to_a_hold foreign key (part_of) references coditect_ops.holds;
create index holds_by_whole on coditect_ops.holds (part_of, user_id);
