-- Signed markers: what a database held at one instant, so that a restored copy can be held against it. Run as coditect_owner.

-- Tables, columns, policies, grants and the like, once for all markers that found the same.
create table coditect_ops.backup_marker_structures (
  hash text primary key,
  -- JSON, as the very text whose SHA-256 is the hash.
  content text not null,
  constraint structures_are_found_by_sha256 check (hash ~ '^[0-9a-f]{64}$')
);

create table coditect_ops.backup_markers (
  sequence bigint primary key,
  taken_at timestamptz not null,
  run_id uuid not null,
  -- The key that signed it, by the hash of its public half.
  key_id text not null,
  -- What the signed content says of the structure; an unsigned way to find it.
  structure text not null references coditect_ops.backup_marker_structures (hash) on delete restrict,
  -- JSON, as the very text that was signed.
  content text not null,
  signature bytea not null,
  constraint a_run_leaves_one_marker unique (run_id),
  constraint markers_count_from_1 check (sequence > 0),
  constraint marker_signatures_are_ed25519 check (octet_length(signature) = 64)
);
create index backup_markers_by_time on coditect_ops.backup_markers (taken_at);
create index backup_markers_by_structure on coditect_ops.backup_markers (structure);

-- Rows and their fingerprint by table and tenant. The signed content has their hash; they go earlier than their marker.
create table coditect_ops.backup_marker_figures (
  marker bigint not null references coditect_ops.backup_markers (sequence)
    deferrable initially deferred,
  table_name text not null,
  organization_id uuid not null,
  row_count bigint not null,
  -- The sum of the rows' 64-bit hashes.
  fingerprint numeric not null,
  -- The same of key and tenant alone: what stays when a row is changed.
  identity numeric not null,
  primary key (marker, table_name, organization_id),
  constraint marker_counts_are_positive check (row_count > 0)
);

grant select, insert, delete on coditect_ops.backup_markers, coditect_ops.backup_marker_structures, coditect_ops.backup_marker_figures
  to coditect_system;

-- The version of a row says whether it was there when the marker was taken.
grant select (xmin) on coditect_shared.licenses, coditect_shared.projects to coditect_system;
-- Ids, states and instants: that the newest entries are there is held against the marker.
grant select (run_id, table_name, action, old_state, new_state, changed_columns, changed_at, xmin) on coditect_ops.audit_log
  to coditect_system;
