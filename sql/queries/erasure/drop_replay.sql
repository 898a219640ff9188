-- These deletions never happened.
delete from coditect_ops.erasure_replay where deletion = any (cast(:deletions as uuid[]))
