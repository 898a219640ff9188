/**
 * The map of personal data, which erasure will follow, held against the live catalogue: it fails
 * closed. Nothing is erased here yet.
 */
@NullMarked
package ai.coditect.ops.erasure;

import org.jspecify.annotations.NullMarked;
