-- Takes from the worker what a job needs.
revoke select (deleted_at) on coditect_shared.users from coditect_system
