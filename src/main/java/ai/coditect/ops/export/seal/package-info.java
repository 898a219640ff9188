/**
 * Encryption of a package to somebody's public key, in the age format, so that only they can open
 * it. The worker has no key that does.
 */
@NullMarked
package ai.coditect.ops.export.seal;

import org.jspecify.annotations.NullMarked;
