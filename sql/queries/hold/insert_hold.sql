-- Writes a hold; the gate is closed meanwhile.
insert into coditect_ops.holds (kind, organization_id, user_id, project_id, email_form, email_key, email_hash, ground, placed_by, until)
values (:kind, cast(:organization as uuid), cast(:user as uuid), cast(:project as uuid), :email_form, :email_key,
  decode(cast(:email_hash as text), 'hex'), :ground, :by, cast(:until as timestamptz))
returning id
