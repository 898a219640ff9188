/**
 * Signs markers and drill evidence with OPS_EVIDENCE_KEY (Ed25519), and checks signatures with
 * public keys that whoever checks was given.
 */
@NullMarked
package ai.coditect.ops.backup.signing;

import org.jspecify.annotations.NullMarked;
