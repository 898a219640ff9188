-- How many events of the last day were rejected, by reason and subscription, the most frequent first.
select reason, subscription, count(*) as events, max(received_at) as latest
from coditect_ops.rejected_events
where received_at > now() - interval '24 hours'
group by reason, subscription
order by events desc, reason, subscription
limit 20
