/**
 * What may be said of a failure. A server's message, or a library's, may quote a row: out go the
 * SQLSTATE, the names of table, column, constraint and function, and our own words.
 */
@NullMarked
package ai.coditect.ops.database.failure;

import org.jspecify.annotations.NullMarked;
