-- Says whether a login is this session's and that of a person: with IAM, a service account's ends in .iam, and no other has an at sign.
select cast(:login as text) = session_user and session_user like '%@%' and session_user not like '%.iam'
  and session_user not like '%.gserviceaccount.com'
