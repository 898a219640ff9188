/**
 * Rows of a copy beside what a marker counted. {@link
 * ai.coditect.ops.backup.examine.row.RowComparison} says what is claimed of them, and what is not.
 */
@NullMarked
package ai.coditect.ops.backup.examine.row;

import org.jspecify.annotations.NullMarked;
