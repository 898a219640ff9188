-- The hash of a held address in the form and with the key that are written now, once somebody has typed it again.
update coditect_ops.holds
set email_form = :email_form, email_key = :email_key, email_hash = decode(cast(:email_hash as text), 'hex')
where id = :hold
  and (email_form, email_key, email_hash) is distinct from (cast(:email_form as text), cast(:email_key as text), decode(cast(:email_hash as text), 'hex'))
