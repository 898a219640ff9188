/**
 * Legal holds: placing them so that no bite in flight slips past, releasing and listing them, and
 * going on with the work that was left when one is over. Addresses are only ever kept as keyed
 * hashes.
 */
@NullMarked
package ai.coditect.ops.erasure.hold;

import org.jspecify.annotations.NullMarked;
