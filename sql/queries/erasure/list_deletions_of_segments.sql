-- The deletions inside whose intents stand in these segments outside.
select deletion, segment from coditect_ops.erasure_deletions
where segment > :after and segment <= :upto
order by segment, deletion
