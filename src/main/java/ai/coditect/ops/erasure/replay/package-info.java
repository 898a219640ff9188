/**
 * After a restore: who was erased by the word of the ledger outside and is back in the database.
 * Whoever came after their entry is somebody new, and stays.
 */
@NullMarked
package ai.coditect.ops.erasure.replay;

import org.jspecify.annotations.NullMarked;
