/**
 * The map of personal data ({@code jobs/personal-data.yaml}): whose data each column is, what
 * erasure does to it and which exports it appears in. Held against the live catalogue, it fails
 * closed: {@link ai.coditect.ops.privacy.MappedDatabase#problems()} names whatever one has and the
 * other has not.
 */
@NullMarked
package ai.coditect.ops.privacy;

import org.jspecify.annotations.NullMarked;
