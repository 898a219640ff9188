-- Lets the tenants' login become the worker.
grant coditect_system to coditect_app
