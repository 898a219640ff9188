-- An event is named by its source and its id together (CloudEvents 1.0). Versions before this one wrote the id alone; both write side by
-- side while replicas are replaced, so nothing that they share becomes narrower. Run as coditect_owner.

alter table coditect_ops.rejected_events add column event_source text;
comment on column coditect_ops.rejected_events.event_source is
  'The ce-source, or its hash where it could show an address; null where the message is no event, or an earlier version rejected it.';

comment on column coditect_ops.license_changes.event_id is
  'Source and id of the event in one, and the license that it names; an earlier version wrote the id alone.';
comment on column coditect_ops.runs.key is
  'job@scheduled-instant of a slot, event:source#id or its hash of an event, message:id of another message, or what the caller chose: the same job and key have their effect once. An earlier version wrote the id of an event alone.';
