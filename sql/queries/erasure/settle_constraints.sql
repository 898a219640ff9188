-- Has every deferred constraint and trigger speak now.
set constraints all immediate
