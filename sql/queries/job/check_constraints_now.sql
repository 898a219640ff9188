-- Has constraints and triggers that wait for the commit act now, so that what they do is counted.
set constraints all immediate
