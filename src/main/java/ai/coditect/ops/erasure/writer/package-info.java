/**
 * Which database writes the ledger outside. There is one: a database on a server. Any other is a
 * copy, or production after a move, and only a person can say which.
 */
@NullMarked
package ai.coditect.ops.erasure.writer;

import org.jspecify.annotations.NullMarked;
