/**
 * The ledger of erasures, kept outside the database so that a restore cannot take it back. What an
 * append has returned from is durable; entries are sealed one after the other, so that none can be
 * edited, dropped or reordered unseen, and a cut at the end shows against a head that was recorded
 * elsewhere. It names people by keyed hashes only. Several workers may append at once.
 *
 * <p>A deletion is one transaction of the database. Before it commits, the ledger holds an intent
 * for each of its subjects; later one end says of all of them that they are erased, or that nobody
 * is. A worker that crashed may say the same end twice.
 *
 * <p>A segment is a file of lines. Each line is a JSON object whose last member is the SHA-256 of
 * the previous line's hash (64 hex digits; zeros at the very beginning) followed by the object
 * without that member. So a ledger can be checked with {@code sha256sum} alone.
 */
@NullMarked
package ai.coditect.ops.ledger;

import org.jspecify.annotations.NullMarked;
